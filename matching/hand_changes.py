"""What a coordinator does with draft groups on the board: one verb, one function.

Each takes ``seen``, the version of the board that the person looked at, and answers with the board after the act.
Drafts may break a hard rule for a while, when the person says yes to it (``anyway``): a swap by hand goes over such
steps, and nobody has been told. What breaks a hard rule is never published (``services.publish_groups``).

All raise ``GroupsPublished``, ``BoardChanged``, ``BoardMoved``, ``Locked`` and, without ``anyway``, ``NeedsYes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from exchanges.models import Exchange
from matching import board_log, errors, services
from matching.board_log import Kind, State
from matching.board_state import Board, read_board, run_of
from matching.board_steps import Step, keep, made, perform, put, removed, seat, turned
from matching.checks import Broken
from matching.models import BoardChange, Group

type Steps = Callable[[Board], list[Step]]
REASON_LETTERS = 300
NAME_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """``touched``: the groups that look different now (a group that is gone included)."""

    board: Board
    change: BoardChange
    touched: frozenset[int]


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what on which board, and what they saw and said."""

    exchange: Exchange
    by: User
    seen: int
    anyway: bool = False
    reason: str = ""


def move(act: Act, student: int, target: int | None) -> Done:
    """Seats a student in a group, or aside (None)."""

    def steps(board: Board) -> list[Step]:
        home = board.group_of.get(student)
        if student not in board.cohort.people or home == target or (target is not None and target not in board.groups):
            raise errors.BoardMoved
        refuse_locked(board, [student], [home, target])
        return [seat(board, student, target)]

    return do(act, Kind.MOVE, steps)


def swap(act: Act, one: int, other: int) -> Done:
    """Two students of different groups take each other's place."""

    def steps(board: Board) -> list[Step]:
        here, there = board.group_of.get(one), board.group_of.get(other)
        if here is None or there is None or here == there:
            raise errors.BoardMoved
        refuse_locked(board, [one, other], [here, there])
        return [seat(board, one, there), seat(board, other, here)]

    return do(act, Kind.SWAP, steps)


def lock_group(act: Act, group: int, *, locked: bool) -> Done:
    def steps(board: Board) -> list[Step]:
        return [put(group_on(board, group), "is_locked", locked)]

    return do(act, Kind.LOCK if locked else Kind.UNLOCK, steps)


def lock_student(act: Act, student: int, *, locked: bool) -> Done:
    def steps(board: Board) -> list[Step]:
        if student not in board.group_of:
            raise errors.BoardMoved
        return [keep(student, board.group_of[student], locked=locked)]

    return do(act, Kind.LOCK if locked else Kind.UNLOCK, steps)


def set_meeting(act: Act, group: int, slot: str, facilitator: int) -> Done:
    """Gives a group another weekly time, another facilitator or both."""

    def steps(board: Board) -> list[Step]:
        found = group_on(board, group)
        refuse_locked(board, [], [group])
        wanted = [put(found, "slot", slot), put(found, "facilitator", facilitator)]
        if found.co_facilitator_id == facilitator:
            wanted.append(put(found, "co_facilitator", None))
        return [step for step in wanted if step["before"] != step["after"]]

    return do(act, Kind.SESSION, steps)


def set_support(act: Act, group: int, facilitator: int | None) -> Done:
    """Gives a group a second facilitator, or none. Raises ``RuleBroken`` when that person cannot."""

    def steps(board: Board) -> list[Step]:
        found = group_on(board, group)
        refuse_locked(board, [], [group])
        if facilitator is not None:
            refuse_support(board, found, facilitator)
        return [put(found, "co_facilitator", facilitator)]

    return do(act, Kind.SUPPORT, steps)


def refuse_support(board: Board, group: Group, facilitator: int) -> None:
    if facilitator not in board.facilitators:
        raise errors.BoardMoved
    services.refuse_broken(support_broken(board, group, facilitator), override=False)


def support_broken(board: Board, group: Group, facilitator: int) -> list[Broken]:
    """Why a person cannot be the second facilitator of a group."""
    offer = board.facilitators[facilitator]
    others = [one for one in board.groups.values() if one.pk != group.pk]
    busy = [one for one in others if facilitator in (one.facilitator_id, one.co_facilitator_id)]
    broken = [
        one
        for one in board.rules.facilitator(group, offer)
        if one.code not in ("facilitator_groups", "facilitator_gap")
    ]
    if facilitator == group.facilitator_id or any(board.rules.clash(group, other) for other in busy):
        said = {"facilitator": offer.user, "group": group.name}
        broken.append(Broken("busy", True, _("%(facilitator)s leads at that time already.") % said))
    return broken


def new_group(act: Act, slot: str, facilitator: int, language: str) -> Done:
    """Makes an empty draft group. Raises ``RuleBroken`` when the facilitator cannot lead at that time."""

    def steps(board: Board) -> list[Step]:
        if facilitator not in board.facilitators or language not in board.exchange.working_languages:
            raise errors.BoardMoved
        run, name = run_of(board.groups.values()), next(services.free_names(board.exchange))
        group = Group(
            exchange=board.exchange, run=run, name=name, language=language, slot=slot,
            slot_anchor=board.rules.given["slot_anchor"], facilitator=board.facilitators[facilitator],
        )  # fmt: skip
        services.refuse_broken(list(board.rules.leading(group, [])), override=False)
        return [made(group)]

    return do(act, Kind.NEW, steps)


def remove_group(act: Act, group: int) -> Done:
    """Removes an empty draft group. Raises ``GroupNotEmpty``."""

    def steps(board: Board) -> list[Step]:
        found = group_on(board, group)
        refuse_locked(board, [], [group])
        return [removed(found)]

    return do(act, Kind.REMOVE, steps)


def merge(act: Act, source: int, target: int) -> Done:
    """Seats everybody of one group in another and removes the empty one."""

    def steps(board: Board) -> list[Step]:
        gone, stays = group_on(board, source), group_on(board, target)
        if gone.pk == stays.pk:
            raise errors.BoardMoved
        people = board.by_name(board.members[source])
        refuse_locked(board, people, [source, target])
        return [*(seat(board, one, target) for one in people), removed(gone)]

    return do(act, Kind.MERGE, steps)


@transaction.atomic
def undo(act: Act) -> Done:
    """Takes the newest act back, whoever did it. Raises ``NothingToUndo``."""
    board = begin(act)
    change = board_log.undoable(act.exchange)
    if change is None:
        raise errors.NothingToUndo
    steps = [turned(step) for step in reversed(change.steps)]
    for step in steps:
        perform(board, step)
    change.state = State.UNDONE
    change.save(update_fields=["state"])
    return told(act, board, Kind.UNDO, steps, of=change)


@transaction.atomic
def redo(act: Act) -> Done:
    """Does again what was undone last. Raises ``NothingToRedo``."""
    board = begin(act)
    change = board_log.redoable(act.exchange)
    if change is None:
        raise errors.NothingToRedo
    for step in change.steps:
        perform(board, step)
    change.state = State.DONE
    change.save(update_fields=["state", "steps"])
    return told(act, board, Kind.REDO, change.steps, of=change)


# --- how every act is done ----------------------------------------------------------------------------------------


@transaction.atomic
def do(act: Act, kind: BoardChange.Kind, steps_of: Steps) -> Done:
    board = begin(act)
    steps = steps_of(board)
    before = standing(board, board.beside(groups_in(steps)))
    for step in steps:
        perform(board, step)
    broken = made_worse(board, before)
    if broken and not act.anyway:
        raise errors.NeedsYes(sentences=" ".join(one.sentence for one in broken))
    board_log.forget_undone(act.exchange)
    return told(act, board, kind, steps, broke=sorted({one.code for one in broken}))


def begin(act: Act) -> Board:
    """From here to the end of the transaction nobody else changes the board."""
    services.lock(act.exchange)
    services.refuse_published(act.exchange)
    refuse_outdated(act)
    return read_board(act.exchange, Group.Status.DRAFT)


def refuse_outdated(act: Act) -> None:
    later = act.exchange.board_changes.filter(pk__gt=act.seen).select_related("by").order_by("-pk").first()
    if later is not None:
        raise errors.BoardChanged(person=str(later.by) if later.by else _("Somebody"))


def told(
    act: Act,
    board: Board,
    kind: BoardChange.Kind,
    steps: Sequence[Step],
    *,
    broke: Sequence[str] = (),
    of: BoardChange | None = None,
) -> Done:
    run = run_of(board.groups.values())
    change = BoardChange.objects.create(
        exchange=act.exchange, run=run, kind=kind, steps=list(steps), reason=act.reason.strip()[:REASON_LETTERS],
        broke=list(broke), by=act.by, of=of,
    )  # fmt: skip
    record(act.by, f"board.{kind}", act.exchange, change=change.pk, broke=list(broke))
    return Done(board, change, frozenset(groups_in(steps) | left_by_leader(board, steps)))


def left_by_leader(board: Board, steps: Iterable[Step]) -> set[int]:
    """The other groups of a facilitator who leads one less: a clash there may be gone."""
    leaders = {step["before"] for step in steps if step["do"] == "set" and step["field"] == "facilitator"}
    return {key for key, one in board.groups.items() if one.facilitator_id in leaders}


def groups_in(steps: Iterable[Step]) -> set[int]:
    found: set[int | None] = set()
    for step in steps:
        found.update([step["before"], step["after"]] if step["do"] == "seat" else [step.get("group")])
    return {one for one in found if one is not None}


type Standing = dict[int, tuple[list[Broken], int]]


def standing(board: Board, groups: Iterable[int]) -> Standing:
    """What is said of each group now, and its size."""
    return {key: (board.broken(key), len(board.members[key])) for key in sorted(groups)}


def made_worse(board: Board, before: Standing) -> list[Broken]:
    """The hard rules that are broken now and were not before."""
    found: list[Broken] = []
    for key in sorted(board.beside(before)):
        said, was = before.get(key, ([], len(board.members[key])))
        found += [
            one
            for one in services.said_anew(board.rules, board.groups[key], said, was, board.enrolments(key))
            if one.hard
        ]
    return found


def group_on(board: Board, group: int) -> Group:
    if group not in board.groups:
        raise errors.BoardMoved
    return board.groups[group]


def refuse_locked(board: Board, students: Iterable[int], groups: Iterable[int | None]) -> None:
    for group in groups:
        if group is not None and group in board.groups and board.groups[group].is_locked:
            raise errors.Locked(what=board.groups[group].name)
    for student in students:
        if student in board.locked:
            raise errors.Locked(what=str(board.cohort.people[student].user))
