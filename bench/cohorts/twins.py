"""Infeasible twins: a cohort that has an answer, changed so that there is exactly one known cause why it has none.

Each twin keeps the planted answer of everybody else, so nothing else stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from bench.cohorts.clock import QUARTERS, Clock
from bench.cohorts.files import texts
from bench.cohorts.make import Cohort, Spec, make, spans
from matching.engine import Facilitator, FormedGroup, Hours, Student
from matching.engine.problem import Problem
from matching.engine.weeks import DAYS

QUIET_HOURS = ("Sun 12:00", "Sun 09:00", "Sun 15:00", "Sun 18:00", "Mon 04:00", "Fri 22:00")
"""In UTC; one of them is free of other planted groups in a cohort of 120."""


@dataclass(frozen=True, slots=True)
class Twin:
    """``students`` must be among those named by the reason with ``code``."""

    name: str
    code: str
    files: dict[str, str]
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Changed:
    code: str
    cohort: Cohort
    students: tuple[str, ...]


def twins(spec: Spec) -> tuple[Twin, ...]:
    """All twins of a cohort (120 students or so: it needs several groups with a start of their own)."""
    cohort = make(spec)
    made = []
    for change in CHANGES:
        changed = change(cohort)
        name = change.__name__.strip("_")
        made.append(Twin(name, changed.code, texts(changed.cohort), changed.students))
    return (*made, _bad_file(cohort))


# -- one person ------------------------------------------------------------------------------------------------


def _no_hours(cohort: Cohort) -> _Changed:
    who = _sparable(cohort)
    return _Changed("student_no_availability", _students(cohort, [who], availability=()), (who,))


def _too_short_hours(cohort: Cohort) -> _Changed:
    who = _sparable(cohort)
    hours = (Hours(600, 660), Hours(1440 + 600, 1440 + 675))
    return _Changed("student_no_availability", _students(cohort, [who], availability=hours), (who,))


def _alone_at_night(cohort: Cohort) -> _Changed:
    who = _sparable(cohort)
    return _Changed("student_no_shared_slot", _only_at(cohort, [who], _dead_hour(cohort)), (who,))


def _level_too_low(cohort: Cohort) -> _Changed:
    who = _sparable(cohort)
    changed = _students(cohort, [who], work_languages={"en": "B1", "es": "A2"})
    return _Changed("student_no_working_language", changed, (who,))


def _only_compatriots_at_night(cohort: Cohort) -> _Changed:
    """One person can only meet four of the same country, though of two universities."""
    people = _by_id(cohort.students)
    who = _sparable(cohort)
    country = people[who].country
    others = [s.id for s in cohort.students if s.country == country and s.id != who][:4]
    slot = _dead_hour(cohort)
    hours = _hours_at(cohort, people[who].tz, slot)
    changed = _at_as_well(_only_at(cohort, [who], slot), others, slot)
    changed = _students(_students(changed, others, work_languages={"en": "C1"}), others[:1], institution="u_elsewhere")
    leader = replace(cohort.facilitators[0], id="f9000", tz=people[who].tz, availability=hours, max_groups=1)
    leader = replace(leader, languages={"en": "C2"}, access_skills=("captions",))
    changed = replace(changed, facilitators=(*changed.facilitators, leader))
    return _Changed("not_enough_countries", changed, (who,))


# -- languages, skills, facilitators -------------------------------------------------------------------------------


def _nobody_leads_french(cohort: Cohort) -> _Changed:
    cohort, group = _lonely_group(cohort)
    changed = _students(cohort, group.members, work_languages={"fr": "C1"})
    for leader in cohort.facilitators:
        rest = {code: level for code, level in leader.languages.items() if code != "fr"}
        changed = _facilitators(changed, [leader.id], languages=rest)
    return _Changed("facilitator_language", changed, group.members)


def _french_only_weakly_led(cohort: Cohort) -> _Changed:
    """There are facilitators with French, but below the level asked."""
    cohort, group = _lonely_group(cohort)
    changed = _students(cohort, group.members, work_languages={"fr": "C1"})
    for leader in cohort.facilitators:
        changed = _facilitators(changed, [leader.id], languages={**leader.languages, "fr": "B2"})
    return _Changed("facilitator_language", changed, group.members)


def _too_few_facilitators(cohort: Cohort) -> _Changed:
    """Everybody leads one group only, which is fewer seats than students."""
    everybody = [f.id for f in cohort.facilitators]
    if len(everybody) * cohort.constraints.size_max >= len(cohort.students):
        raise ValueError("This cohort has a facilitator for every ten students.")
    return _Changed("facilitator_capacity", _facilitators(cohort, everybody, max_groups=1), ())


def _two_groups_one_hour(cohort: Cohort) -> _Changed:
    """Twelve or more people have one hour only, and one facilitator has it too."""
    cohort, group = _lonely_group(cohort)
    other = next(g for g in cohort.planted if g.id != group.id and len(g.members) >= 6 and g.language == "en")
    crowd = (*group.members, *other.members)
    changed = _students(cohort, crowd, work_languages={"en": "C1"}, access_needs=())
    changed = _only_at(changed, crowd, group.slot)
    others = [f.id for f in cohort.facilitators if f.id != group.facilitator_id]
    return _Changed("facilitator_capacity", _never_at(changed, others, group.slot), crowd)


def _nobody_captions(cohort: Cohort) -> _Changed:
    who = _sparable(cohort)
    changed = _students(cohort, [who], access_needs=("captions",))
    everybody = [f.id for f in cohort.facilitators]
    needing = tuple(s.id for s in changed.students if "captions" in s.access_needs)
    return _Changed("access_need_unmet", _facilitators(changed, everybody, access_skills=()), needing)


def _captions_at_other_hours(cohort: Cohort) -> _Changed:
    """Somebody can caption, but never in the one hour that this person has."""
    cohort, group = _lonely_group(cohort)
    who = group.members[0]
    changed = _only_at(_students(cohort, [who], access_needs=("captions",)), [who], group.slot)
    changed = _facilitators(changed, [group.facilitator_id], access_skills=())
    needing = [s.id for s in changed.students if "captions" in s.access_needs and s.id != who]
    led_here = {m for g in cohort.planted if g.facilitator_id == group.facilitator_id for m in g.members}
    changed = _students(changed, [p for p in needing if p in led_here], access_needs=())
    skilled = [f.id for f in changed.facilitators if f.access_skills]
    return _Changed("access_need_unmet", _never_at(changed, skilled, group.slot), (who,))


# -- links -----------------------------------------------------------------------------------------------------


def _together_and_apart(cohort: Cohort) -> _Changed:
    pair = cohort.planted[0].members[:2]
    rules = replace(
        cohort.constraints,
        keep_together=(*cohort.constraints.keep_together, (pair[0], pair[1])),
        keep_apart=(*cohort.constraints.keep_apart, (pair[1], pair[0])),
    )
    return _Changed("keep_together_apart_conflict", replace(cohort, constraints=rules), tuple(pair))


def _eleven_together(cohort: Cohort) -> _Changed:
    """A chain of eleven people who share an hour and a language; a group holds ten."""
    rules = cohort.constraints
    groups = [g for g in cohort.planted if g.language == "en"]
    chain = [m for g in groups for m in g.members][: rules.size_max + 1]
    changed = _at_as_well(_students(cohort, chain, work_languages={"en": "C1"}), chain, groups[0].slot)
    links = tuple(zip(chain, chain[1:], strict=False))
    apart = tuple(pair for pair in rules.keep_apart if not {*pair} <= {*chain})
    rules = replace(rules, keep_together=(*rules.keep_together, *links), keep_apart=apart)
    return _Changed("keep_together_too_large", replace(changed, constraints=rules), tuple(chain))


def _together_without_an_hour(cohort: Cohort) -> _Changed:
    """Two who are to stay together have no hour in common."""
    cohort, first = _lonely_group(cohort)
    second = next(g for g in cohort.planted if g.slot[:3] != first.slot[:3] and g.language == "en")
    pair = (first.members[0], second.members[0])
    changed = _only_at(_only_at(cohort, pair[:1], first.slot), pair[1:], second.slot)
    rules = cohort.constraints
    changed = replace(changed, constraints=replace(rules, keep_together=(pair,), keep_apart=()))
    return _Changed("student_no_shared_slot", changed, pair)


# -- the whole cohort --------------------------------------------------------------------------------------------


def _one_country(cohort: Cohort) -> _Changed:
    everybody = [s.id for s in cohort.students]
    return _Changed("not_enough_countries", _students(cohort, everybody, country="IT"), ())


def _one_institution(cohort: Cohort) -> _Changed:
    everybody = [s.id for s in cohort.students]
    return _Changed("not_enough_institutions", _students(cohort, everybody, institution="u_only"), ())


def _three_people(cohort: Cohort) -> _Changed:
    cohort, group = _lonely_group(cohort)
    few = tuple(s for s in cohort.students if s.id in group.members[: cohort.constraints.size_min - 1])
    rules = replace(cohort.constraints, keep_together=(), keep_apart=())
    return _Changed("cohort_too_small", replace(cohort, students=few, constraints=rules), tuple(s.id for s in few))


def _bad_file(cohort: Cohort) -> Twin:
    who = cohort.students[len(cohort.students) // 2]
    files = texts(cohort)
    level = who.work_languages.get("en", "")
    before = next(line for line in files["students.csv"].splitlines() if line.startswith(who.id))
    after = before.replace(f"en:{level}", "en:B7") if level else before.replace(who.tz, "Europe/Nowhere")
    files["students.csv"] = files["students.csv"].replace(before, after)
    return Twin("bad_file", "file_invalid", files, ())


CHANGES: tuple[Callable[[Cohort], _Changed], ...] = (
    _no_hours,
    _too_short_hours,
    _alone_at_night,
    _level_too_low,
    _only_compatriots_at_night,
    _nobody_leads_french,
    _french_only_weakly_led,
    _too_few_facilitators,
    _two_groups_one_hour,
    _nobody_captions,
    _captions_at_other_hours,
    _together_and_apart,
    _eleven_together,
    _together_without_an_hour,
    _one_country,
    _one_institution,
    _three_people,
)


# -- changing ----------------------------------------------------------------------------------------------------


def _by_id(students: Iterable[Student]) -> dict[str, Student]:
    return {s.id: s for s in students}


def _students(cohort: Cohort, ids: Iterable[str], **changes: object) -> Cohort:
    chosen = set(ids)
    made = tuple(replace(s, **changes) if s.id in chosen else s for s in cohort.students)  # type: ignore[arg-type]
    return replace(cohort, students=made)


def _facilitators(cohort: Cohort, ids: Iterable[str], **changes: object) -> Cohort:
    chosen = set(ids)
    made = tuple(replace(f, **changes) if f.id in chosen else f for f in cohort.facilitators)  # type: ignore[arg-type]
    return replace(cohort, facilitators=made)


def _more_hours(cohort: Cohort, ids: Iterable[str], hours: tuple[Hours, ...]) -> Cohort:
    for person in ids:
        own = _by_id(cohort.students)[person].availability
        cohort = _students(cohort, [person], availability=tuple(sorted({*own, *hours})))
    return cohort


def _only_at(cohort: Cohort, ids: Iterable[str], slot: str) -> Cohort:
    for person in ids:
        cohort = _students(cohort, [person], availability=_hours_at(cohort, _by_id(cohort.students)[person].tz, slot))
    return cohort


def _at_as_well(cohort: Cohort, ids: Iterable[str], slot: str) -> Cohort:
    for person in ids:
        cohort = _more_hours(cohort, [person], _hours_at(cohort, _by_id(cohort.students)[person].tz, slot))
    return cohort


def _never_at(cohort: Cohort, ids: Iterable[str], slot: str) -> Cohort:
    """Facilitators who are not free at any moment of that session."""
    chosen = set(ids)
    made = tuple(
        replace(f, availability=_without(cohort, f, slot)) if f.id in chosen else f for f in cohort.facilitators
    )
    return replace(cohort, facilitators=made)


def _without(cohort: Cohort, leader: Facilitator, slot: str) -> tuple[Hours, ...]:
    kept: list[Hours] = []
    (gone,) = _hours_at(cohort, leader.tz, slot)[:1]
    for hours in leader.availability:
        parts = (
            Hours(hours.start_minute, min(hours.end_minute, gone.start_minute)),
            Hours(max(hours.start_minute, gone.end_minute), hours.end_minute),
        )
        kept += [part for part in parts if part.end_minute > part.start_minute]
    return tuple(sorted(set(kept)))


def _hours_at(cohort: Cohort, tz: str, slot: str) -> tuple[Hours, ...]:
    clock = Clock(cohort.constraints.session_weeks)
    cover = np.zeros(QUARTERS, dtype=bool)
    cover[clock.quarters_of(tz, _start(slot))] = True
    return spans(cover)


def _start(slot: str) -> int:
    day, clock = slot.split()
    hour, minute = clock.split(":")
    return DAYS.index(day) * 48 + int(hour) * 2 + int(minute) // 30


def _dead_hour(cohort: Cohort) -> str:
    """A start at which no student is free."""
    problem = Problem(cohort.students, cohort.facilitators, cohort.constraints)
    dead = np.flatnonzero(~problem.free.any(axis=0))
    return problem.calendar.slot_text(int(dead[len(dead) // 2]))


# -- choosing ----------------------------------------------------------------------------------------------------


def _sparable(cohort: Cohort) -> str:
    """Somebody without links or needs whose planted group stands without them."""
    people = _by_id(cohort.students)
    linked = {p for pair in (*cohort.constraints.keep_together, *cohort.constraints.keep_apart) for p in pair}
    for group in cohort.planted:
        for who in group.members:
            rest = [people[m] for m in group.members if m != who]
            free = (
                who not in linked
                and not people[who].access_needs
                and people[who].work_languages["en"] not in ("A1", "A2", "B1")
            )
            if free and len(rest) > cohort.constraints.size_min and len({s.country for s in rest}) > 1:
                return who
    raise ValueError("No student of this cohort can be spared.")


def _lonely_group(cohort: Cohort) -> tuple[Cohort, FormedGroup]:
    """A planted English group without links or needs, moved to an hour that no other group touches."""
    people = _by_id(cohort.students)
    linked = {p for pair in (*cohort.constraints.keep_together, *cohort.constraints.keep_apart) for p in pair}
    taken = [_start(g.slot) for g in cohort.planted]
    slot = next(s for s in QUIET_HOURS if all(abs(_start(s) - start) > 5 for start in taken))
    group = next(
        replace(g, slot=slot)
        for g in cohort.planted
        if g.language == "en" and not linked & {*g.members} and not any(people[m].access_needs for m in g.members)
    )
    planted = tuple(group if g.id == group.id else g for g in cohort.planted)
    changed = _at_as_well(replace(cohort, planted=planted), group.members, slot)
    leader = next(f for f in cohort.facilitators if f.id == group.facilitator_id)
    hours = tuple(sorted({*leader.availability, *_hours_at(cohort, leader.tz, slot)}))
    return _facilitators(changed, [leader.id], availability=hours), group
