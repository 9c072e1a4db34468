"""What was done on the board, in sentences of the reader's language: names are looked up now, not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.hour_words import times_in_words
from matching.board_state import Board
from matching.board_steps import Step
from matching.models import BoardChange

Kind = BoardChange.Kind


@dataclass
class Names:
    """Names of groups (gone ones from the rows that made or removed them), students and facilitators."""

    board: Board
    gone: dict[int, str] = field(default_factory=dict)

    def group(self, key: int | None) -> str:
        if key is None:
            return _("aside")
        known = self.board.groups.get(key)
        return known.name if known else self.gone.get(key, _("a group that is gone"))

    def student(self, key: int) -> str:
        known = self.board.cohort.people.get(key)
        return str(known.user) if known else _("somebody who left")

    def facilitator(self, key: int | None) -> str:
        known = self.board.facilitators.get(key or 0)
        return str(known.user) if known else _("nobody")


def names_for(board: Board, changes: Iterable[BoardChange]) -> Names:
    made = [step for change in changes for step in change.steps if step["do"] == "make"]
    return Names(board, {step["group"]: (step["after"] or step["before"])["name"] for step in made})


def sentence(change: BoardChange, names: Names) -> str:
    """One act, such as "Amina Abbas: Group 3 → Group 5"."""
    steps = change.steps
    if change.kind == Kind.START:
        new = [step for step in steps if step["do"] == "make" and step["after"]]
        said = {"n": len(new)}
        return ngettext("a run taken over (%(n)s group)", "a run taken over (%(n)s groups)", len(new)) % said
    if change.kind in (Kind.NEW, Kind.REMOVE):
        text = _("%(group)s made") if change.kind == Kind.NEW else _("%(group)s removed")
        return text % {"group": names.group(steps[0]["group"])}
    if change.kind == Kind.MERGE:
        return merged(steps, names)
    return "; ".join(step_in_words(step, names) for step in steps)


def merged(steps: Sequence[Step], names: Names) -> str:
    people = [step for step in steps if step["do"] == "seat"]
    source = names.group(steps[-1]["group"])
    if not people:
        return _("%(group)s removed") % {"group": source}
    said = {"source": source, "target": names.group(people[0]["after"]), "n": len(people)}
    return ngettext("%(source)s into %(target)s (%(n)s student)", "%(source)s into %(target)s (%(n)s students)",
                    len(people)) % said  # fmt: skip


def step_in_words(step: Step, names: Names) -> str:
    if step["do"] == "seat":
        said = {"student": names.student(step["student"]), "source": names.group(step["before"]),
                "target": names.group(step["after"])}  # fmt: skip
        return _("%(student)s: %(source)s → %(target)s") % said
    if step["do"] == "keep":
        text = _("%(student)s locked in %(group)s") if step["after"] else _("%(student)s unlocked")
        return text % {"student": names.student(step["student"]), "group": names.group(step["group"])}
    if step["do"] == "make":
        text = _("%(group)s made") if step["after"] else _("%(group)s removed")
        return text % {"group": names.group(step["group"])}
    return set_in_words(step, names)


def set_in_words(step: Step, names: Names) -> str:
    said: dict[str, Any] = {"group": names.group(step["group"])}
    if step["field"] == "is_locked":
        return (_("%(group)s locked") if step["after"] else _("%(group)s unlocked")) % said
    if step["field"] == "slot":
        said |= {"before": times_in_words(step["before"]), "after": times_in_words(step["after"])}
        return _("%(group)s: %(before)s → %(after)s") % said
    said |= {"before": names.facilitator(step["before"]), "after": names.facilitator(step["after"])}
    if step["field"] == "facilitator":
        return _("%(group)s is led by %(after)s, not %(before)s") % said
    return _("%(group)s: second facilitator %(after)s") % said


def announced(change: BoardChange, names: Names) -> str:
    """What is said aloud when it is done."""
    if change.kind == Kind.UNDO and change.of is not None:
        return _("Undone: %(what)s") % {"what": sentence(change.of, names)}
    if change.kind == Kind.REDO and change.of is not None:
        return _("Done again: %(what)s") % {"what": sentence(change.of, names)}
    return _("Done: %(what)s") % {"what": sentence(change, names)}
