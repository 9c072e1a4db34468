"""The groups of an exchange as they stand, in memory: read once for a request, changed step by step, measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exchanges.models import Enrolment, Exchange, Facilitator
from matching.board_cohort import Cohort, cohort_of
from matching.checks import Broken, Rules
from matching.models import Group, MatchRun, Membership


class BoardRules(Rules):
    """The rules, with the groups of each facilitator as the board has them."""

    def __init__(self, exchange: Exchange, groups: Mapping[int, Group]) -> None:
        super().__init__(exchange)
        self.groups = groups

    def led_by(self, leader: Facilitator) -> list[Group]:
        return [one for one in self.groups.values() if one.facilitator_id == leader.pk]


@dataclass
class Board:
    """``members``: keys of enrolments by group, in no order; ``locked``: enrolments that are to stay where they are."""

    exchange: Exchange
    groups: dict[int, Group]
    members: dict[int, set[int]]
    locked: set[int]
    facilitators: dict[int, Facilitator]
    cohort: Cohort
    group_of: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.group_of = {person: group for group, inside in self.members.items() for person in inside}

    @cached_property
    def rules(self) -> BoardRules:
        return BoardRules(self.exchange, self.groups)

    @property
    def unplaced(self) -> list[int]:
        """People without a group, by name."""
        return self.by_name(person for person in self.cohort.people if person not in self.group_of)

    def by_name(self, people: Iterable[int]) -> list[int]:
        known = self.cohort.people
        return sorted((one for one in people if one in known), key=lambda one: (str(known[one].user).casefold(), one))

    def enrolments(self, group: int) -> list[Enrolment]:
        return [self.cohort.people[one] for one in self.by_name(self.members[group])]

    def broken(self, group: int) -> list[Broken]:
        """Every rule that a group breaks as it stands."""
        return self.rules.broken(self.groups[group], self.enrolments(group))

    def beside(self, groups: Iterable[int]) -> set[int]:
        """These groups and all that share a facilitator with one of them: whose rules a change can touch."""
        leaders = {self.groups[one].facilitator_id for one in groups if one in self.groups} - {None}
        return {pk for pk, one in self.groups.items() if one.facilitator_id in leaders} | {
            one for one in groups if one in self.groups
        }

    # --- changing: the same steps as in the database (board_steps.py) -------------------------------------------

    def seat(self, person: int, target: int | None) -> None:
        home = self.group_of.pop(person, None)
        if home is not None:
            self.members[home].discard(person)
        if target is not None:
            self.members[target].add(person)
            self.group_of[person] = target

    def put(self, group: Group) -> None:
        self.groups[group.pk] = group
        self.members.setdefault(group.pk, set())
        if group.facilitator_id is not None:
            group.facilitator = self.facilitators[group.facilitator_id]

    def drop(self, group: int) -> None:
        del self.groups[group], self.members[group]


def read_board(exchange: Exchange, status: str | None = None) -> Board:
    """The published groups when there are any, else the drafts (``status`` decides otherwise)."""
    status = status or shown_status(exchange)
    facilitators = {one.pk: one for one in exchange.facilitators.select_related("user", "institution").order_by("pk")}
    groups = {one.pk: one for one in exchange.groups.filter(status=status).order_by("pk")}
    for group in groups.values():
        group.exchange = exchange
        group.facilitator = facilitators.get(group.facilitator_id or 0)
        group.co_facilitator = facilitators.get(group.co_facilitator_id or 0)
    members: dict[int, set[int]] = {pk: set() for pk in groups}
    locked = set()
    cohort = cohort_of(exchange, weights_of(groups.values()))
    seats = Membership.objects.filter(group__in=groups, left_at=None) if groups else Membership.objects.none()
    for group_pk, person, is_locked in seats.values_list("group_id", "enrolment_id", "is_locked"):
        if person in cohort.people:
            members[group_pk].add(person)
            if is_locked:
                locked.add(person)
    return Board(exchange, groups, members, locked, facilitators, cohort)


def shown_status(exchange: Exchange) -> str:
    is_published = exchange.groups.filter(status=Group.Status.PUBLISHED).exists()
    return Group.Status.PUBLISHED if is_published else Group.Status.DRAFT


def run_of(groups: Iterable[Group]) -> MatchRun | None:
    """The run that the groups came from."""
    key = next((one.run_id for one in groups if one.run_id), None)
    return MatchRun.objects.filter(pk=key).first() if key else None


def weights_of(groups: Iterable[Group]) -> dict[str, Any] | None:
    """What mattered how much in the run that these groups came from."""
    run = run_of(groups)
    return dict(run.weights) if run is not None and run.weights else None


def said_once(broken: Sequence[Broken]) -> list[Broken]:
    return list({(one.code, one.sentence): one for one in broken}.values())
