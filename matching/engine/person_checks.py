"""Rules that one person (or one linked set) cannot satisfy, and what people share. Part of ``diagnose``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from matching.engine.problem import Problem
from matching.engine.types import Reason
from matching.engine.weeks import BoolArray, IntArray

NAMES_IN_TEXT = 5

Sentence = Callable[[str, int], str]
"""Of the names and of the first person concerned."""


def names(people: Iterable[str]) -> str:
    """The first few ids, and how many more."""
    ids = list(people)
    shown = ", ".join(ids[:NAMES_IN_TEXT])
    more = len(ids) - NAMES_IN_TEXT
    return f"{shown} and {more} more" if more > 0 else shown


def most_groups(problem: Problem, facilitator: int) -> int:
    """How many groups a facilitator can lead: max_groups, and no more than fit into their hours with the gap."""
    return groups_in(problem, problem.facilitator_bits[facilitator], problem.capacity[facilitator])


def groups_in(problem: Problem, free: int, limit: int) -> int:
    """How many groups fit into these starts with the gap, counted up to ``limit``: greedy from every first start."""
    most = 0
    begin = free
    while begin and most < limit:
        first = (begin & -begin).bit_length() - 1
        begin &= begin - 1
        left, count = free, 0
        slot = first
        while count < limit:
            count += 1
            left &= ~problem.near[slot]
            later = left >> slot << slot
            following = later or left
            if not following:
                break
            slot = (following & -following).bit_length() - 1
        most = max(most, count)
    return min(most, limit)


class Shared:
    """What people share, worked out once: pools, who leads when, and how many groups each facilitator can lead."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.groups = [most_groups(problem, f) for f in range(len(problem.facilitators))]
        self.usable: BoolArray = np.array([count > 0 for count in self.groups], dtype=bool)
        self.skills = np.array(problem.skill_bits, dtype=np.int64)
        self._pools: IntArray | None = None
        self._led: dict[int, BoolArray] = {}
        self._kinds: dict[str, IntArray] = {}

    def pools(self) -> IntArray:
        """int[languages, slots]: people who are free and have the language."""
        if self._pools is None:
            free, speaks = self.problem.free.astype(np.float32), self.problem.speaks.astype(np.float32)
            self._pools = (speaks.T @ free).round().astype(np.int64)
        return self._pools

    def led(self, pattern: int) -> BoolArray:
        """bool[languages, slots]: a facilitator with the skills leads that language and is free."""
        if pattern not in self._led:
            problem = self.problem
            able = self.usable & ((pattern & ~self.skills) == 0)
            rows = [
                problem.facilitator_free[able & problem.leads[:, code]].any(axis=0)
                for code in range(len(problem.languages))
            ]
            self._led[pattern] = np.array(rows)
        return self._led[pattern]

    def kinds(self, attribute: str) -> IntArray:
        """int[languages, slots]: different countries (institutions) in each pool."""
        if attribute not in self._kinds:
            problem, codes = self.problem, self.problem.codes[attribute]
            found = np.zeros((len(problem.languages), problem.slots), dtype=np.int64)
            for value in range(int(codes.max(initial=-1)) + 1):
                whose = codes == value
                there = problem.speaks[whose].T.astype(np.float32) @ problem.free[whose].astype(np.float32)
                found += there > 0
            self._kinds[attribute] = found
        return self._kinds[attribute]

    def varied(self) -> BoolArray:
        """bool[languages, slots]: enough people, countries and institutions for a group."""
        rules = self.problem.rules
        found: BoolArray = (
            (self.pools() >= rules.size_min)
            & (self.kinds("country") >= rules.min_countries)
            & (self.kinds("institution") >= rules.min_institutions)
        )
        return found

    def could_meet(self, enough: BoolArray, skilled: bool) -> BoolArray:
        """bool[people]: has a start among ``enough`` (languages x slots) with a facilitator."""
        problem = self.problem
        meets = np.zeros(problem.size, dtype=bool)
        patterns = {int(bits) for bits in problem.need_bits} if skilled else {0}
        for pattern in sorted(patterns):
            starts = (enough & self.led(pattern)).astype(np.float32)
            possible = ((problem.free.astype(np.float32) @ starts.T) > 0) & problem.speaks
            whose = problem.need_bits == pattern if skilled else np.ones(problem.size, dtype=bool)
            meets |= whose & possible.any(axis=1)
        return meets

    def unit_starts(self, unit: list[int]) -> BoolArray:
        """bool[languages, slots]: where a linked set could be led, leaving their own hours out of account."""
        problem = self.problem
        needs = int(np.bitwise_or.reduce(problem.need_bits[unit]))
        starts: BoolArray = self.led(needs) & problem.speaks[unit].all(axis=0)[:, None]
        return starts


class PersonChecks:
    """Each check blames only people not blamed before."""

    def __init__(self, problem: Problem, shared: Shared) -> None:
        self.problem, self.shared = problem, shared
        self.clear: BoolArray = np.ones(problem.size, dtype=bool)
        """People not blamed so far."""

    def _blame(self, code: str, bad: BoolArray, sentence: Sentence, leaders: BoolArray | None = None) -> Reason | None:
        people = np.flatnonzero(bad & self.clear)
        self.clear[people] = False
        if not len(people):
            return None
        ids = tuple(self.problem.students[p].id for p in people)
        named = () if leaders is None else tuple(self.problem.facilitators[f].id for f in np.flatnonzero(leaders))
        text = sentence(names(ids), int(people[0]))
        return Reason(code, text, ids, named, cause=text)

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
        """Nobody leads any of their languages, whatever the hours and the number of groups."""
        problem = self.problem
        level = problem.rules.facilitator_min_level

        def sentence(who: str, person: int) -> str:
            codes = self._languages(person)
            return f"{who}: no facilitator leads groups in {codes} at {level}. Find one facilitator for {codes}."

        return self._blame("facilitator_language", ~(problem.speaks & problem.leads.any(axis=0)).any(axis=1), sentence)

    def no_free_facilitator(self) -> Reason | None:
        """Somebody leads their language, but can lead no group at all: max_groups 0, or no hours for one."""
        problem = self.problem
        bad = ~(problem.speaks & problem.leads[self.shared.usable].any(axis=0)).any(axis=1)
        blamed = np.flatnonzero(bad & self.clear)
        languages = problem.speaks[blamed].any(axis=0)

        def sentence(who: str, person: int) -> str:
            codes = self._languages(person)
            return (
                f"{who}: the facilitators for {codes} can lead no group, by their hours or by max_groups. "
                f"Ask them for hours and groups, or find one more facilitator for {codes}."
            )

        leaders = problem.leads[:, languages].any(axis=1)
        return self._blame("facilitator_capacity", bad, sentence, leaders)

    def no_skilled_facilitator(self) -> Reason | None:
        problem = self.problem
        bad = np.zeros(problem.size, dtype=bool)
        for pattern in {int(bits) for bits in problem.need_bits} - {0}:
            skilled = self.shared.usable & ((pattern & ~self.shared.skills) == 0)
            led = problem.leads[skilled].any(axis=0)
            bad |= (problem.need_bits == pattern) & ~(problem.speaks & led).any(axis=1)
        return self._blame("access_need_unmet", bad, self._access_sentence)

    def no_shared_slot(self) -> Reason | None:
        meets = self.shared.could_meet(self.shared.pools() >= self.problem.rules.size_min, skilled=False)
        return self._blame("student_no_shared_slot", ~meets, self._slot_sentence)

    def linked_without_shared_slot(self) -> Reason | None:
        problem = self.problem
        bad = np.zeros(problem.size, dtype=bool)
        for unit in problem.units.values():
            if (
                1 < len(unit) <= problem.rules.size_max
                and not (self.shared.unit_starts(unit) & problem.free[unit].all(axis=0)).any()
            ):
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
        meets = self.shared.could_meet(self.shared.pools() >= self.problem.rules.size_min, skilled=True)
        return self._blame("access_need_unmet", ~meets, self._access_sentence)

    def too_few_institutions_in_time(self) -> Reason | None:
        return self._too_few_in_time("institution", self.problem.rules.min_institutions, "institutions")

    def too_few_countries_in_time(self) -> Reason | None:
        return self._too_few_in_time("country", self.problem.rules.min_countries, "countries")

    def _too_few_in_time(self, attribute: str, wanted: int, plural: str) -> Reason | None:
        enough = self.shared.pools() >= self.problem.rules.size_min
        enough &= self.shared.kinds(attribute) >= wanted
        return self._blame(
            f"not_enough_{plural}",
            ~self.shared.could_meet(enough, skilled=True),
            lambda who, _: (
                f"{who}: everybody who could meet them comes from fewer than {wanted} {plural}. "
                f"Ask for more hours, or add students of other {plural} who have their language and hours."
            ),
        )

    # --- sentences ---------------------------------------------------------------------------------------

    def _languages(self, person: int) -> str:
        return " or ".join(self.problem.languages[k] for k in np.flatnonzero(self.problem.speaks[person]))

    def _slot_sentence(self, who: str, person: int) -> str:
        others = self.problem.rules.size_min - 1
        return (
            f"{who}: no start is shared with {others} others and a facilitator in a working language. "
            "Ask for more hours, or find a facilitator in their hours."
        )

    def _access_sentence(self, who: str, person: int) -> str:
        hard = set(self.problem.rules.access_hard)
        needs = ", ".join(sorted(hard.intersection(self.problem.students[person].access_needs)))
        return (
            f"{who}: no facilitator with the skill for {needs} can lead a group in their language and hours. "
            "Find one, or train one of those who are free then."
        )
