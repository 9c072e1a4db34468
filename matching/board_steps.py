"""The smallest acts on a board, each with what was before and after, so that every one can be turned round.

A step is JSON, as it stands in ``BoardChange.steps``:

    {"do": "seat", "student": 12, "before": 3, "after": null}            null: without a group
    {"do": "keep", "student": 12, "group": 3, "before": false, "after": true}      locked in the group
    {"do": "set", "group": 3, "field": "slot", "before": "Mon 16:30", "after": "Tue 09:00"}
    {"do": "make", "group": 9, "before": null, "after": {"name": "Group 9", ...}}     turned: removed
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matching import errors
from matching.board_state import Board
from matching.models import Group, Membership

type Step = dict[str, Any]
# What of a group a person may set by hand.
FIELDS = frozenset(["slot", "facilitator", "co_facilitator", "is_locked"])
MADE_FIELDS = ("name", "language", "slot", "slot_anchor", "facilitator", "co_facilitator", "explanation", "run")


def seat(board: Board, student: int, target: int | None) -> Step:
    return {"do": "seat", "student": student, "before": board.group_of.get(student), "after": target}


def keep(student: int, group: int, *, locked: bool) -> Step:
    return {"do": "keep", "student": student, "group": group, "before": not locked, "after": locked}


def put(group: Group, field: str, value: Any) -> Step:
    return {"do": "set", "group": group.pk, "field": field, "before": value_of(group, field), "after": value}


def made(group: Group) -> Step:
    return {"do": "make", "group": group.pk, "before": None, "after": as_values(group)}


def removed(group: Group) -> Step:
    return turned(made(group))


def turned(step: Step) -> Step:
    """The step that takes this one back."""
    return step | {"before": step["after"], "after": step["before"]}


def value_of(group: Group, field: str) -> Any:
    return getattr(group, f"{field}_id" if field in ("facilitator", "co_facilitator", "run") else field)


def as_values(group: Group) -> dict[str, Any]:
    return {field: value_of(group, field) for field in MADE_FIELDS}


def perform(board: Board, step: Step) -> None:
    """Does a step in the database and on the board in memory. Raises ``BoardMoved`` when it starts from something
    else than what is there, ``GroupNotEmpty``."""
    {"seat": do_seat, "keep": do_keep, "set": do_set, "make": do_make}[step["do"]](board, step)


def do_seat(board: Board, step: Step) -> None:
    student, before, after = step["student"], step["before"], step["after"]
    if (after is not None and after not in board.groups) or student not in board.cohort.people:
        raise errors.BoardMoved
    current = Membership.objects.filter(enrolment=student, left_at=None)
    if before is None:
        if current.exists():
            raise errors.BoardMoved
        Membership.objects.create(group_id=after, enrolment_id=student)
    elif after is None:
        if not current.filter(group=before).delete()[0]:
            raise errors.BoardMoved
    elif not current.filter(group=before).update(group=after, is_locked=False):
        raise errors.BoardMoved
    board.seat(student, after)


def do_keep(board: Board, step: Step) -> None:
    student, locked = step["student"], step["after"]
    if not Membership.objects.filter(enrolment=student, left_at=None, is_locked=not locked).update(is_locked=locked):
        raise errors.BoardMoved
    (board.locked.add if locked else board.locked.discard)(student)


def do_set(board: Board, step: Step) -> None:
    group, field = board.groups.get(step["group"]), step["field"]
    if group is None or field not in FIELDS or value_of(group, field) != step["before"]:
        raise errors.BoardMoved
    write(board, group, field, step["after"])
    group.save(update_fields=[field])


def write(board: Board, group: Group, field: str, value: Any) -> None:
    """Sets a value on the object, a facilitator with the person."""
    if field in ("facilitator", "co_facilitator"):
        if value is not None and value not in board.facilitators:
            raise errors.BoardMoved
        setattr(group, field, board.facilitators.get(value))
    else:
        setattr(group, field, value)


def do_make(board: Board, step: Step) -> None:
    if step["after"] is None:
        if board.members.get(step["group"]):
            raise errors.GroupNotEmpty(group=board.groups[step["group"]].name)
        if not Group.objects.filter(pk=step["group"], status=Group.Status.DRAFT).delete()[0]:
            raise errors.BoardMoved
        board.drop(step["group"])
        return
    group = Group(pk=step["group"], exchange=board.exchange)
    for field in ("name", "language", "slot", "slot_anchor", "explanation"):
        setattr(group, field, step["after"][field])
    for field in ("facilitator", "co_facilitator"):
        write(board, group, field, step["after"][field])
    group.run_id = step["after"]["run"]
    if Group.objects.filter(exchange=board.exchange, name=group.name).exists():
        raise errors.BoardMoved
    group.save(force_insert=True)
    step["group"] = group.pk
    board.put(group)


def taken_down(groups: Iterable[Group]) -> list[Step]:
    """The steps by which drafts and everybody in them go; read before they are gone."""
    steps: list[Step] = []
    for group in groups:
        for student, locked in seats_of(group):
            steps += [keep(student, group.pk, locked=False)] if locked else []
            steps.append({"do": "seat", "student": student, "before": group.pk, "after": None})
        steps.append(removed(group))
    return steps


def put_up(groups: Iterable[Group]) -> list[Step]:
    """The steps by which drafts came with everybody in them; read when they are there."""
    return [turned(step) for step in reversed(taken_down(groups))]


def seats_of(group: Group) -> list[tuple[int, bool]]:
    now_inside = group.memberships.filter(left_at=None).order_by("enrolment_id")
    return list(now_inside.values_list("enrolment_id", "is_locked"))
