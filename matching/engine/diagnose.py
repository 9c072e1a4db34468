"""Why a cohort cannot be formed into groups, before any search: each rule that nobody could satisfy, most upstream
first, with the people concerned. What would put it right is worked out in ``mending``."""

from __future__ import annotations

from collections.abc import Callable

from matching.engine.person_checks import PersonChecks, Shared, names
from matching.engine.problem import Problem
from matching.engine.types import Reason
from matching.engine.weeks import BoolArray

MOST_REASONS = 3


def diagnose(problem: Problem) -> list[Reason]:
    """All plain impossibilities, most upstream first. Empty does not promise that groups exist."""
    return Diagnosis(problem).reasons


class Diagnosis:
    """The plain impossibilities of a cohort, and what was worked out on the way (used again for what would help)."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.shared = Shared(problem)
        self.person = PersonChecks(problem, self.shared)
        too_small = cohort_too_small(problem)
        self.reasons = [too_small] if too_small else [r for check in self._checks() if (r := check())]

    @property
    def clear(self) -> BoolArray:
        """bool[people]: not blamed by any reason about persons."""
        return self.person.clear

    def _checks(self) -> list[Callable[[], Reason | None]]:
        problem, person = self.problem, self.person
        return [
            person.no_availability,
            person.no_working_language,
            lambda: _together_and_apart(problem),
            lambda: _together_too_large(problem),
            lambda: _too_few_kinds(problem, "institutions"),
            lambda: _too_few_kinds(problem, "countries"),
            person.no_facilitator_language,
            person.no_free_facilitator,
            person.no_skilled_facilitator,
            self._too_few_facilitators,
            person.no_shared_slot,
            person.linked_without_shared_slot,
            person.no_skilled_facilitator_in_time,
            *([] if _too_few_kinds(problem, "institutions") else [person.too_few_institutions_in_time]),
            *([] if _too_few_kinds(problem, "countries") else [person.too_few_countries_in_time]),
        ]

    def _too_few_facilitators(self) -> Reason | None:
        """Together the facilitators cannot hold everybody, even with every group full."""
        problem, rules = self.problem, self.problem.rules
        able = problem.leads.any(axis=1)
        groups = sum(count for count, leads in zip(self.shared.groups, able, strict=True) if leads)
        seats = groups * rules.size_max
        if seats >= problem.size or not self.clear.any():
            return None
        missing = -(-(problem.size - seats) // rules.size_max)
        text = (
            f"The facilitators can lead {groups} groups, which is {seats} seats for {problem.size} students. "
            f"Find facilitators for at least {missing} more groups, or raise max_groups or their hours."
        )
        everybody = tuple(s.id for s in problem.students)
        return Reason("facilitator_capacity", text, everybody, tuple(f.id for f in problem.facilitators), cause=text)


def cohort_too_small(problem: Problem) -> Reason | None:
    """Fewer than one group, or a number that no sizes add up to."""
    rules, people = problem.rules, problem.size
    everybody = tuple(s.id for s in problem.students)
    if people < rules.size_min:
        text = (
            f"There are {people} students and a group needs at least {rules.size_min}. "
            f"Add {rules.size_min - people} or lower size_min."
        )
        return Reason("cohort_too_small", text, everybody, cause=text)
    if -(-people // rules.size_max) > people // rules.size_min:
        text = (
            f"{people} students cannot be divided into groups of {rules.size_min} to {rules.size_max}. "
            "Widen the sizes or change the number of students."
        )
        return Reason("cohort_too_small", text, everybody, cause=text)
    return None


def _together_and_apart(problem: Problem) -> Reason | None:
    bad = [
        unit
        for unit in problem.units.values()
        if len(unit) > 1 and any(problem.apart[person].intersection(unit) for person in unit)
    ]
    if not bad:
        return None
    people = tuple(problem.students[p].id for unit in bad for p in unit)
    text = f"{names(people)} must be kept together and also apart. Remove one of the two wishes."
    return Reason("keep_together_apart_conflict", text, people, cause=text)


def _together_too_large(problem: Problem) -> Reason | None:
    large = [unit for unit in problem.units.values() if len(unit) > problem.rules.size_max]
    if not large:
        return None
    people = tuple(problem.students[p].id for unit in large for p in unit)
    text = (
        f"{len(large[0])} students ({names(people)}) are linked to be kept together, "
        f"and a group holds {problem.rules.size_max}. Remove a link or raise size_max."
    )
    return Reason("keep_together_too_large", text, people, cause=text)


def _too_few_kinds(problem: Problem, kind: str) -> Reason | None:
    rules = problem.rules
    values = {s.institution if kind == "institutions" else s.country for s in problem.students}
    wanted = rules.min_institutions if kind == "institutions" else rules.min_countries
    if len(values) >= wanted:
        return None
    text = (
        f"The cohort has students of {len(values)} {kind} ({names(sorted(values))}) and each group needs {wanted}. "
        f"Add students of another of the {kind} or lower min_{kind}."
    )
    return Reason(f"not_enough_{kind}", text, tuple(s.id for s in problem.students), cause=text)
