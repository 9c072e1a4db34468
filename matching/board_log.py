"""What was done on the board by hand, who did it and when: the rows, and what can be undone and done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from exchanges.models import Exchange
from matching.models import BoardChange, MatchRun

type Step = dict[str, Any]

Kind, State = BoardChange.Kind, BoardChange.State
NOT_BY_HAND = (Kind.START, Kind.UNDO, Kind.REDO)


def version_of(exchange: Exchange) -> int:
    """The number of the newest row: it grows with everything that is done on the board."""
    newest = exchange.board_changes.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def start_anew(
    exchange: Exchange, by: User | None, run: MatchRun | None = None, steps: Sequence[Step] = ()
) -> BoardChange:
    """Notes that other drafts are there now. ``steps``: how those before became these; without them what was done
    before cannot be undone any more."""
    forget_undone(exchange)
    return BoardChange.objects.create(exchange=exchange, by=by, run=run, kind=Kind.START, steps=list(steps))


def start_of(exchange: Exchange) -> BoardChange | None:
    """When the drafts of now were made."""
    return exchange.board_changes.filter(kind=Kind.START, state=State.DONE).order_by("pk").last()


def acts(exchange: Exchange) -> QuerySet[BoardChange]:
    """What was done since the drafts of now were made, oldest first."""
    start = start_of(exchange)
    done = exchange.board_changes.exclude(kind__in=[Kind.UNDO, Kind.REDO])
    return done.filter(pk__gt=start.pk if start else 0).order_by("pk")


def since_start(exchange: Exchange) -> QuerySet[BoardChange]:
    """The same, by hand alone."""
    return acts(exchange).exclude(kind=Kind.START)


def undoable(exchange: Exchange) -> BoardChange | None:
    """The act that an undo takes back: the newest one that stands, whoever did it; at last the drafts that replaced
    others."""
    newest = since_start(exchange).filter(state=State.DONE).last()
    if newest is not None:
        return newest
    start = start_of(exchange)
    return start if start is not None and any(removes(step) for step in start.steps) else None


def removes(step: Step) -> bool:
    """Whether a group goes by it."""
    return bool(step["do"] == "make" and step["after"] is None)


def redoable(exchange: Exchange) -> BoardChange | None:
    """The act that was undone last."""
    return acts(exchange).filter(state=State.UNDONE).first()


def by_hand(exchange: Exchange) -> list[BoardChange]:
    """What of the drafts of now, or of the groups that were published from them, was made by hand and stands."""
    return list(since_start(exchange).filter(state=State.DONE).select_related("by"))


def of_run(run: MatchRun) -> list[BoardChange]:
    """What was changed by hand in the groups of a run, and stands."""
    return list(
        run.board_changes.filter(state=State.DONE).exclude(kind__in=NOT_BY_HAND).select_related("by").order_by("pk")
    )


def people_moved(changes: Sequence[BoardChange]) -> set[int]:
    """The students who sit elsewhere than before these acts."""
    first: dict[int, int | None] = {}
    last: dict[int, int | None] = {}
    for change in changes:
        for step in change.steps:
            if step["do"] == "seat":
                first.setdefault(step["student"], step["before"])
                last[step["student"]] = step["after"]
    return {student for student, group in last.items() if group != first[student]}


def forget_undone(exchange: Exchange) -> None:
    """After a new act, what was undone before it cannot be done again."""
    acts(exchange).filter(state=State.UNDONE).update(state=State.GONE)
