"""The published groups as the engine's numbers: J as it is, and as it would be after a change.

The engine is loaded when a function is called, never when the pages are: numpy only, no scikit-learn.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exchanges.models import Enrolment, Exchange
from matching.inputs import inputs_of
from matching.models import Group, Membership
from matching.weights import kept

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.quality import Seating
    from matching.engine.types import FormedGroup

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Published groups in numbers. ``groups``: their keys in the order of ``seatings``."""

    problem: "Problem"
    groups: list[int]
    seatings: list["Seating"]

    def person(self, enrolment_id: int) -> int:
        """A student's number in the problem."""
        return self.problem.number[f"s{enrolment_id}"]


def formed_groups(exchange: Exchange) -> "list[FormedGroup]":
    """The published groups as the files of docs/reference/group-files.md know them; ids are their keys."""
    from matching.engine.types import FormedGroup

    members: dict[int, list[str]] = {}
    rows = Membership.objects.filter(left_at=None, group__exchange=exchange, group__status=Group.Status.PUBLISHED)
    for group, enrolment in rows.values_list("group_id", "enrolment_id"):
        members.setdefault(group, []).append(f"s{enrolment}")
    groups = exchange.groups.filter(pk__in=members).order_by("pk")
    return [
        FormedGroup(str(g.pk), tuple(sorted(members[g.pk])), g.slot, f"f{g.facilitator_id}", g.language) for g in groups
    ]


def weights_of(exchange: Exchange) -> dict[str, float]:
    """What mattered how much when the groups that meet were formed."""
    published = exchange.groups.filter(status=Group.Status.PUBLISHED, run__isnull=False)
    first = published.select_related("run").order_by("pk").first()
    return kept(first.run.weights if first and first.run else {})


def read(exchange: Exchange) -> Standing:
    """Raises ``NotReady`` and the engine's FileInvalid when the people's data cannot be read."""
    from matching.engine.files import read_constraints, read_facilitators, read_students
    from matching.engine.problem import Problem
    from matching.engine.quality import Seating
    from matching.engine.types import Weights

    inputs = inputs_of(exchange)
    problem = Problem(
        read_students("students.csv", inputs["students"]),
        read_facilitators("facilitators.csv", inputs["facilitators"]),
        read_constraints("constraints.json", json.dumps(inputs["constraints"])),
        Weights(**weights_of(exchange)),
    )
    leaders = {one.id: number for number, one in enumerate(problem.facilitators)}
    groups, seatings = [], []
    for group in formed_groups(exchange):
        people = tuple(problem.number[one] for one in group.members if one in problem.number)
        if people and group.language in problem.languages:
            slot = problem.calendar.slot_number(group.slot) or 0
            language = problem.languages.index(group.language)
            groups.append(int(group.id))
            seatings.append(Seating(people, slot, leaders.get(group.facilitator_id, 0), language))
    return Standing(problem, groups, seatings)


def read_if_possible(exchange: Exchange) -> Standing | None:
    """None when the people's data cannot be read (no qualified facilitator any more, hours in another form)."""
    from matching.engine.files import FileInvalid
    from matching.errors import NotReady

    try:
        return read(exchange)
    except (FileInvalid, NotReady):
        return None


def worth(standing: Standing, seatings: "Sequence[Seating]") -> Figures:
    """J and its parts of some groups of these people."""
    from matching.engine.quality import measure

    quality = measure(standing.problem, seatings)
    parts = {key: round(float(value), 4) for key, value in quality.components.items()}
    return {"total": round(float(quality.total), 2), "components": parts}


def changed(standing: Standing, moves: Mapping[int, tuple[int | None, int]]) -> "list[Seating]":
    """The groups after ``moves``: person number -> (group key left, group key joined); empty groups are gone."""
    from dataclasses import replace

    members = {pk: list(s.members) for pk, s in zip(standing.groups, standing.seatings, strict=True)}
    for person, (source, target) in moves.items():
        if source is not None and person in members.get(source, []):
            members[source].remove(person)
        members.setdefault(target, []).append(person)
    both = zip(standing.groups, standing.seatings, strict=True)
    return [replace(s, members=tuple(sorted(members[pk]))) for pk, s in both if members[pk]]


def before_and_after(
    exchange: Exchange, moves: Mapping[int, tuple[int | None, int]], known: Standing | None = None
) -> Figures:
    """``moves`` by enrolment key. {} when the people's data cannot be read: no change fails for want of figures.

    Takes about a second for 600 students, so call it before the transaction of the change.
    """
    now = known or read_if_possible(exchange)
    if now is None or any(f"s{pk}" not in now.problem.number for pk in moves):
        return {}
    by_number = {now.person(pk): where for pk, where in moves.items()}
    return {"before": worth(now, now.seatings), "after": worth(now, changed(now, by_number))}


def figures_of_joining(enrolment: Enrolment, group: Group, known: Standing | None = None) -> Figures:
    """Before and after somebody from the waitlist joins a group."""
    return before_and_after(group.exchange, {enrolment.pk: (None, group.pk)}, known)


def after_joining(exchange: Exchange, enrolment: Enrolment, groups: Sequence[Group]) -> dict[int, tuple[float, float]]:
    """By group key: J before, and after this person joined it."""
    now = read_if_possible(exchange)
    if now is None or f"s{enrolment.pk}" not in now.problem.number:
        return {}
    before = worth(now, now.seatings)["total"]
    number = now.person(enrolment.pk)
    return {
        group.pk: (before, worth(now, changed(now, {number: (None, group.pk)}))["total"])
        for group in groups
        if group.pk in now.groups
    }
