"""Why a cohort cannot be formed into groups, before any search: each rule that nobody could satisfy, most upstream
first, with the people concerned and what would put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from matching.engine.problem import Problem
from matching.engine.types import Reason
from matching.engine.weeks import BoolArray, IntArray

MOST_REASONS = 3
NAMES_IN_TEXT = 5


def diagnose(problem: Problem) -> list[Reason]:
    """All plain impossibilities, most upstream first. Empty does not promise that groups exist."""
    if too_small := _cohort_too_small(problem):
        return [too_small]
    person = PersonChecks(problem)
    checks: list[Callable[[], Reason | None]] = [
        person.no_availability,
        person.no_working_language,
        lambda: _together_and_apart(problem),
        lambda: _together_too_large(problem),
        lambda: _too_few_kinds(problem, "institutions"),
        lambda: _too_few_kinds(problem, "countries"),
        person.no_facilitator_language,
        person.no_skilled_facilitator,
        lambda: _too_few_facilitators(problem),
        person.no_shared_slot,
        person.linked_without_shared_slot,
        person.no_skilled_facilitator_in_time,
        person.too_few_institutions_in_time,
        person.too_few_countries_in_time,
    ]
    return [reason for check in checks if (reason := check())]


def names(people: Iterable[str]) -> str:
    """The first few ids, and how many more."""
    ids = list(people)
    shown = ", ".join(ids[:NAMES_IN_TEXT])
    more = len(ids) - NAMES_IN_TEXT
    return f"{shown} and {more} more" if more > 0 else shown


def _cohort_too_small(problem: Problem) -> Reason | None:
    rules, people = problem.rules, problem.size
    everybody = tuple(s.id for s in problem.students)
    if people < rules.size_min:
        text = (
            f"There are {people} students and a group needs at least {rules.size_min}. "
            f"Add {rules.size_min - people} or lower size_min."
        )
        return Reason("cohort_too_small", text, everybody)
    if -(-people // rules.size_max) > people // rules.size_min:
        text = (
            f"{people} students cannot be divided into groups of {rules.size_min} to {rules.size_max}. "
            "Widen the sizes or change the number of students."
        )
        return Reason("cohort_too_small", text, everybody)
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
    return Reason("keep_together_apart_conflict", text, people)


def _together_too_large(problem: Problem) -> Reason | None:
    large = [unit for unit in problem.units.values() if len(unit) > problem.rules.size_max]
    if not large:
        return None
    people = tuple(problem.students[p].id for unit in large for p in unit)
    text = (
        f"{len(large[0])} students ({names(people)}) are linked to be kept together, "
        f"and a group holds {problem.rules.size_max}. Remove a link or raise size_max."
    )
    return Reason("keep_together_too_large", text, people)


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
    return Reason(f"not_enough_{kind}", text, tuple(s.id for s in problem.students))


def _too_few_facilitators(problem: Problem) -> Reason | None:
    """Together the facilitators cannot hold everybody, even with every group full."""
    usable = [f for f in range(len(problem.facilitators)) if problem.leads[f].any()]
    seats = sum(most_groups(problem, f) for f in usable) * problem.rules.size_max
    if seats >= problem.size:
        return None
    groups = seats // problem.rules.size_max
    missing = -(-(problem.size - seats) // problem.rules.size_max)
    text = (
        f"The facilitators can lead {groups} groups, which is {seats} seats for {problem.size} students. "
        f"Find facilitators for at least {missing} more groups, or raise max_groups or their hours."
    )
    everybody = tuple(s.id for s in problem.students)
    return Reason("facilitator_capacity", text, everybody, tuple(f.id for f in problem.facilitators))


def most_groups(problem: Problem, facilitator: int) -> int:
    """How many groups a facilitator can lead: max_groups, and no more than fit into their hours with the gap."""
    free = problem.facilitator_bits[facilitator]
    most = 0
    begin = free
    while begin and most < problem.capacity[facilitator]:
        first = (begin & -begin).bit_length() - 1
        begin &= begin - 1
        left, count = free, 0
        slot = first
        for _ in range(problem.slots):
            count += 1
            left &= ~problem.near[slot]
            later = left >> slot << slot
            following = later or left
            if not following:
                break
            slot = (following & -following).bit_length() - 1
        most = max(most, count)
    return min(most, problem.capacity[facilitator])


class PersonChecks:
    """Rules that one person (or one linked set) cannot satisfy. Each check blames only people not blamed before."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.clear: BoolArray = np.ones(problem.size, dtype=bool)
        """People not blamed so far."""
        self.has_capacity = np.array([c > 0 for c in problem.capacity], dtype=bool)
        self.skills = np.array(problem.skill_bits, dtype=np.int64)
        self._pools: IntArray | None = None

    def _blame(self, code: str, bad: BoolArray, sentence: Callable[[str, int], str]) -> Reason | None:
        people = np.flatnonzero(bad & self.clear)
        self.clear[people] = False
        if not len(people):
            return None
        ids = tuple(self.problem.students[p].id for p in people)
        return Reason(code, sentence(names(ids), int(people[0])), ids)

    def no_availability(self) -> Reason | None:
        minutes = self.problem.rules.session_minutes
        return self._blame(
            "student_no_availability",
            ~self.problem.free.any(axis=1),
            lambda who, _: (
                f"{who}: no stated hours hold a whole session of {minutes} minutes in every session week. "
                f"Ask for at least one span of {minutes} minutes."
            ),
        )

    def no_working_language(self) -> Reason | None:
        rules = self.problem.rules.working_languages
        wanted = ", ".join(f"{code} {level}" for code, level in sorted(rules.items()))
        return self._blame(
            "student_no_working_language",
            ~self.problem.speaks.any(axis=1),
            lambda who, _: (
                f"{who}: no working language at the level asked ({wanted}). "
                "Correct the level in the profile or offer a group in another language."
            ),
        )

    def no_facilitator_language(self) -> Reason | None:
        problem = self.problem
        led = problem.leads[self.has_capacity].any(axis=0)
        level = problem.rules.facilitator_min_level

        def sentence(who: str, person: int) -> str:
            codes = " or ".join(problem.languages[k] for k in np.flatnonzero(problem.speaks[person]))
            return f"{who}: no facilitator leads groups in {codes} at {level}. Find one facilitator for {codes}."

        return self._blame("facilitator_language", ~(problem.speaks & led).any(axis=1), sentence)

    def no_skilled_facilitator(self) -> Reason | None:
        problem = self.problem
        bad = np.zeros(problem.size, dtype=bool)
        for pattern in {int(bits) for bits in problem.need_bits} - {0}:
            led = problem.leads[self.has_capacity & ((pattern & ~self.skills) == 0)].any(axis=0)
            bad |= (problem.need_bits == pattern) & ~(problem.speaks & led).any(axis=1)
        return self._blame("access_need_unmet", bad, self._access_sentence)

    def no_shared_slot(self) -> Reason | None:
        meets = self._could_meet(self._pool_sizes() >= self.problem.rules.size_min)
        return self._blame("student_no_shared_slot", ~meets, self._slot_sentence)

    def linked_without_shared_slot(self) -> Reason | None:
        problem = self.problem
        bad = np.zeros(problem.size, dtype=bool)
        for unit in problem.units.values():
            if len(unit) > 1 and not self._unit_meets(unit):
                bad[unit] = True
        return self._blame(
            "student_no_shared_slot",
            bad,
            lambda who, _: (
                f"{who} are to be kept together and share no start, language and facilitator. "
                "Ask them for shared hours or remove the link."
            ),
        )

    def no_skilled_facilitator_in_time(self) -> Reason | None:
        meets = self._could_meet(self._pool_sizes() >= self.problem.rules.size_min, skilled=True)
        return self._blame("access_need_unmet", ~meets, self._access_sentence)

    def too_few_institutions_in_time(self) -> Reason | None:
        return self._too_few_in_time("institution", self.problem.rules.min_institutions, "not_enough_institutions")

    def too_few_countries_in_time(self) -> Reason | None:
        return self._too_few_in_time("country", self.problem.rules.min_countries, "not_enough_countries")

    def _too_few_in_time(self, attribute: str, wanted: int, code: str) -> Reason | None:
        codes = self.problem.codes[attribute]
        kinds = np.zeros((len(self.problem.languages), self.problem.slots), dtype=np.int64)
        for language in range(len(self.problem.languages)):
            speaks = self.problem.speaks[:, language]
            for value in range(int(codes.max()) + 1):
                kinds[language] += self.problem.free[speaks & (codes == value)].any(axis=0)
        enough = (self._pool_sizes() >= self.problem.rules.size_min) & (kinds >= wanted)
        plural = code.removeprefix("not_enough_")
        return self._blame(
            code,
            ~self._could_meet(enough, skilled=True),
            lambda who, _: (
                f"{who}: everybody who could meet them comes from fewer than {wanted} {plural}. "
                f"Ask for more hours, or add students of other {plural} who have their language and hours."
            ),
        )

    # --- what they share ---------------------------------------------------------------------------------

    def _pool_sizes(self) -> IntArray:
        """int[languages, slots]: people who are free and have the language."""
        if self._pools is None:
            free, speaks = self.problem.free.astype(np.float32), self.problem.speaks.astype(np.float32)
            self._pools = (speaks.T @ free).round().astype(np.int64)
        return self._pools

    def _led(self, pattern: int) -> BoolArray:
        """bool[languages, slots]: a facilitator with the skills leads that language and is free."""
        problem = self.problem
        able = self.has_capacity & ((pattern & ~self.skills) == 0)
        rows = [
            problem.facilitator_free[able & problem.leads[:, code]].any(axis=0)
            for code in range(len(problem.languages))
        ]
        return np.array(rows)

    def _could_meet(self, enough: BoolArray, skilled: bool = False) -> BoolArray:
        problem = self.problem
        meets = np.zeros(problem.size, dtype=bool)
        patterns = {int(bits) for bits in problem.need_bits} if skilled else {0}
        for pattern in sorted(patterns):
            starts = (enough & self._led(pattern)).astype(np.float32)
            possible = ((problem.free.astype(np.float32) @ starts.T) > 0) & problem.speaks
            whose = problem.need_bits == pattern if skilled else np.ones(problem.size, dtype=bool)
            meets |= whose & possible.any(axis=1)
        return meets

    def _unit_meets(self, unit: list[int]) -> bool:
        problem = self.problem
        needs = int(np.bitwise_or.reduce(problem.need_bits[unit]))
        starts = self._led(needs) & problem.free[unit].all(axis=0)
        starts &= problem.speaks[unit].all(axis=0)[:, None]
        return bool(starts.any())

    def _slot_sentence(self, who: str, person: int) -> str:
        problem = self.problem
        starts = np.where(self._led(int(problem.need_bits[person])), self._pool_sizes(), 0)
        starts = starts * problem.speaks[person][:, None]
        least = problem.rules.size_min
        plain = f"{who}: no start is shared with {least - 1} others and a facilitator in a working language."
        language, slot = np.unravel_index(int(starts.argmax()), starts.shape)
        if starts[language, slot] < least - 1:
            return f"{plain} Ask for more hours, or find a facilitator in their hours."
        count, text = int(starts[language, slot]), problem.calendar.slot_text(int(slot))
        return (
            f"{plain} With {text} ({problem.rules.slot_anchor}) added to their hours, "
            f"{problem.students[person].id} could meet {count} others in {problem.languages[language]}."
        )

    def _access_sentence(self, who: str, person: int) -> str:
        hard = set(self.problem.rules.access_hard)
        needs = ", ".join(sorted(hard.intersection(self.problem.students[person].access_needs)))
        return (
            f"{who}: no facilitator with the skill for {needs} can lead a group in their language and hours. "
            "Find one, or train one of those who are free then."
        )
