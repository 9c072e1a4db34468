"""Proposals of the matcher as coordinators see them: cards, and what each further move would bring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from matching.change_queries import Bar, bars
from matching.models import MatchRun
from matching.rematching import is_for_use

SHOWN_PEOPLE = 60
TITLES: dict[str, Promise] = {
    "nobody_moved": gettext_lazy("Nobody is moved"),
    "retimed": gettext_lazy("Another time for a group"),
    "few_moved": gettext_lazy("A few are moved"),
    "least_moved": gettext_lazy("As few as can be"),
    "merged": gettext_lazy("Small groups join others"),
    "curve": gettext_lazy("Some are moved"),
    "afresh": gettext_lazy("Matched afresh"),
}
BY_MOVES = ("nobody_moved", "few_moved", "least_moved", "curve")
# Why somebody cannot have a free seat (matching/engine/waits.py).
CAUSES: dict[str, Promise] = {
    "language": gettext_lazy("no group speaks a language that this student knows well enough."),
    "access": gettext_lazy("no facilitator of a group has a skill that this student needs."),
    "hours": gettext_lazy("no group meets when this student is free."),
    "pair": gettext_lazy("who must be kept apart is in every group that meets when this student is free."),
    "full": gettext_lazy("no group with a free seat meets when this student is free."),
}


@dataclass(frozen=True, slots=True)
class MoveLine:
    """``source`` is "" for somebody who waits."""

    student: User
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Somebody without a place in a proposal: why, and how many moves would give them one ("" when not known)."""

    student: User
    why: str
    moves: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal of the matcher. Of ``moves``, ``joins`` and ``waits`` at most SHOWN_PEOPLE are shown."""

    number: int
    values: Mapping[str, Any]
    moves: list[MoveLine]
    joins: list[MoveLine]
    waits: list[WaitLine]
    bars: list[Bar]
    is_for_use: bool

    @property
    def title(self) -> Promise | str:
        if self.values["kind"] == "few_moved" and self.left_out:  # beside the one that gives everybody a place
            text = ngettext("A few are moved, %(n)s waits", "A few are moved, %(n)s wait", self.left_out)
            return text % {"n": self.left_out}
        if self.values["kind"] != "curve":
            return TITLES.get(self.values["kind"], "")
        return ngettext("%(n)s person moves", "%(n)s people move", self.moved) % {"n": self.moved}

    @property
    def moved(self) -> int:
        return len(self.values["moves"])

    @property
    def asks(self) -> bool:
        """Whether anybody must agree: who moves, and who is in a group that would meet at another time."""
        return bool(self.values["moves"] or self.values["slot_changes"])

    @property
    def joined(self) -> int:
        return len(self.values["joined"])

    @property
    def left_out(self) -> int:
        return len(self.values["left_out"])

    @property
    def after(self) -> float:
        return float(self.values["after"]["total"])

    @property
    def gain(self) -> float:
        return float(self.values["gain"])


@dataclass(frozen=True, slots=True)
class Rung:
    """A number of moves, with what it adds to the rung below: ``more`` people for ``gain`` points."""

    card: ProposalCard
    more: int
    gain: float
    is_first: bool


def proposal_cards(run: MatchRun | None) -> list[ProposalCard]:
    """The proposals of a run, as ranked; those that only say what another number of moves would bring are last."""
    if run is None or run.status != MatchRun.Status.DONE:
        return []
    proposals = run.report.get("proposals", [])
    people = people_of(run, proposals)
    names = {str(pk): name for pk, name in run.exchange.groups.values_list("pk", "name")}
    return [
        card_of(number, one, people, names)
        for number, one in enumerate(proposals)
        if one["moves"] or one["kind"] != "few_moved"  # else the same as moving nobody
    ]


def people_of(run: MatchRun, proposals: Iterable[Mapping[str, Any]]) -> dict[int, User]:
    keys: set[int] = set()
    for one in proposals:
        keys.update(pk for pk, *_places in (*one["moves"][:SHOWN_PEOPLE], *one["joined"][:SHOWN_PEOPLE]))
        keys.update(pk for pk, *_why in one.get("waits", [])[:SHOWN_PEOPLE])
    return {one.pk: one.user for one in run.exchange.enrolments.filter(pk__in=keys).select_related("user")}


def card_of(number: int, one: Mapping[str, Any], people: Mapping[int, User], names: Mapping[str, str]) -> ProposalCard:
    def name(group: str) -> str:
        return names.get(group) or (_("a new group") if group in one["opened"] else group)

    shown = slice(SHOWN_PEOPLE)
    moves = [MoveLine(people[pk], name(a), name(b)) for pk, a, b in one["moves"][shown] if pk in people]
    joins = [MoveLine(people[pk], "", name(target)) for pk, target in one["joined"][shown] if pk in people]
    waits = [wait_line(people[pk], *why) for pk, *why in one.get("waits", [])[shown] if pk in people]
    return ProposalCard(number, one, moves, joins, waits, bars(one), is_for_use(one))


def wait_line(student: User, cause: str, moves: int | None) -> WaitLine:
    would = ""
    if moves:
        text = ngettext(
            "Moving %(n)s person would give them a place.", "Moving %(n)s people would give them a place.", moves
        )
        would = text % {"n": moves}
    return WaitLine(student, str(CAUSES.get(cause, "")), would)


def ladder(cards: Sequence[ProposalCard]) -> list[Rung]:
    """What so many moves would bring, the fewest first. Only rungs that are better than those below."""
    usable = [card for card in cards if card.values["kind"] in BY_MOVES and not card.values["slot_changes"]]
    rungs: list[Rung] = []
    for card in sorted(usable, key=lambda card: (card.moved, card.left_out, -card.after)):
        below = rungs[-1].card if rungs else None
        if below is None:
            rungs.append(Rung(card, card.moved, 0.0, True))
        elif card.moved > below.moved and (card.left_out, -card.after) < (below.left_out, -below.after):
            rungs.append(Rung(card, card.moved - below.moved, card.after - below.after, False))
    return rungs if len(rungs) > 1 else []
