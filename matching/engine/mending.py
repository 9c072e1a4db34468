"""What would put a cohort right, with figures: chosen by rule, applied to the cohort, and checked by solving again.

The mends of all reasons are applied together; the plain checks and the flow run anew on the mended cohort, and what
is still wrong is mended too (a few rounds). Where a quick solver is given, it then seats everybody: only after that
a mend is called proven and says "places", else it says "could place".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from matching.engine.bottleneck import Cut, cut_reason, smallest_cut
from matching.engine.diagnose import MOST_REASONS, Diagnosis
from matching.engine.mends import CHANGES, Cohort, in_words, mended
from matching.engine.openings import Opening, as_mends, existing_leaders, is_beside, openings
from matching.engine.person_mends import (
    hours_for,
    levels_for,
    newcomers_for,
    size_mends,
    skill_for,
    unlink_apart,
    unlink_together,
)
from matching.engine.problem import Problem
from matching.engine.types import Mend, Reason

MOST_ROUNDS = 4
MOST_MENDS = 3
"""Mends named for one reason; with more the sentence would not be read."""

DRAW_AFTER_THEM = ("facilitator_language", "facilitator_capacity", "access_need_unmet")
"""Causes from which others may follow: without facilitators nobody shares a start with one."""
MOST_PEOPLE_TWICE = 300
"""Up to here a second way is proven too; it costs one more solution."""

Seats = Callable[[Problem], Sequence[int]]
"""Seats everybody quickly and returns the people left over (none: everybody has a group)."""


def with_mends(problem: Problem, reasons: Sequence[Reason], seats: Seats | None = None) -> list[Reason]:
    """The reasons, each with what would help in ``mend`` and in its text.

    When fewer than three were found, what the flow finds wrong among the people not blamed so far is added.
    """
    if reasons and reasons[0].code == "cohort_too_small":
        return [_told(problem, reasons[0], size_mends(problem))]
    return _Mending(problem, list(reasons), seats).reasons()


def _told(problem: Problem, reason: Reason, mends: Sequence[Mend]) -> Reason:
    main = [m for m in mends if not m.instead]
    shown = main[:MOST_MENDS] + [m for m in mends if m.instead][:1]
    cause = reason.cause or reason.text
    text = f"{cause} {in_words(shown, problem.rules.slot_anchor, len(main) - MOST_MENDS)}".strip()
    return replace(reason, text=text, cause=cause, mend=tuple(main + [m for m in mends if m.instead][:1]))


class _Mending:
    """The rounds of one cohort."""

    def __init__(self, problem: Problem, reasons: list[Reason], seats: Seats | None) -> None:
        self.problem, self.seats = problem, seats
        self.found = reasons
        self.mends: list[list[Mend]] = []
        self.cohort = Cohort(problem.students, problem.facilitators, problem.rules)
        self.now, self.diagnosis = problem, Diagnosis(problem)

    def reasons(self) -> list[Reason]:
        self._add_cut(self.diagnosis)
        self._first_round()
        wrong = self._wrong()
        for _ in range(MOST_ROUNDS):
            made = [(reason, self._mends_for(reason)) for reason in wrong]
            if not any(m.kind in CHANGES and not m.instead for _, mends in made for m in mends):
                break
            for reason, mends in made:
                self._note(reason, [m for m in mends if not m.instead])
            wrong = self._wrong()
        proven = not wrong and self.seats is not None
        return [
            _told(self.problem, reason, [replace(m, proven=self._proves(m) if m.instead else proven) for m in mends])
            for reason, mends in zip(self.found, self.mends, strict=True)
        ]

    def _first_round(self) -> None:
        """Mends for each reason in turn; a reason that is gone after those of the ones before only followed."""
        asked, self.found = self.found, []
        while asked:
            reason = asked.pop(0)
            mends = self._mends_for(reason)
            self.found.append(reason)
            self.mends.append(mends)
            self._apply([m for m in mends if not m.instead])
            if asked and reason.code in DRAW_AFTER_THEM:
                self._look_again()
                asked = [other for other in asked if self._is_still(other)]
        self._look_again()

    def _is_still(self, reason: Reason) -> bool:
        here = [r for r in self.diagnosis.reasons if r.code == reason.code]
        return any(set(r.students) & set(reason.students) for r in here)

    def _look_again(self) -> None:
        cohort = self.cohort
        self.now = Problem(cohort.students, cohort.facilitators, cohort.rules, self.problem.weights)
        self.diagnosis = Diagnosis(self.now)

    def _wrong(self) -> list[Reason]:
        """What is wrong with the cohort as mended so far."""
        return self.diagnosis.reasons or self._cut_of(self.now, self.diagnosis) or self._left_of(self.now)

    def _proves(self, way: Mend) -> bool:
        """Whether another way alone seats everybody; asked in small cohorts, and where nothing else is wrong."""
        if self.seats is None or len(self.found) > 1 or self.problem.size > MOST_PEOPLE_TWICE:
            return False
        cohort = mended(Cohort(self.problem.students, self.problem.facilitators, self.problem.rules), [way])
        return not len(self.seats(Problem(cohort.students, cohort.facilitators, cohort.rules, self.problem.weights)))

    def _add_cut(self, diagnosis: Diagnosis) -> None:
        if len(self.found) < MOST_REASONS and all(r.code != "facilitator_capacity" for r in self.found):
            cut = smallest_cut(self.problem, diagnosis.shared, diagnosis.clear)
            if cut is not None:
                self.found.append(cut_reason(self.problem, cut))

    def _cut_of(self, problem: Problem, diagnosis: Diagnosis) -> list[Reason]:
        cut = smallest_cut(problem, diagnosis.shared, np.ones(problem.size, dtype=bool))
        return [] if cut is None else [cut_reason(problem, cut)]

    def _left_of(self, problem: Problem) -> list[Reason]:
        """Who the quick solver could not seat although every check holds."""
        left = () if self.seats is None else self.seats(problem)
        return [Reason("left_over", "", tuple(problem.students[p].id for p in left))] if len(left) else []

    def _apply(self, mends: Sequence[Mend]) -> None:
        self.cohort = mended(self.cohort, mends)

    def _note(self, reason: Reason, more: Sequence[Mend]) -> None:
        """Mends of later rounds stand with the reason of the same code, else with the last.

        Whom a later one places was promised to those before it, which place fewer then.
        """
        codes = [found.code for found in self.found]
        mends = self.mends[codes.index(reason.code) if reason.code in codes else -1]
        owed = sum(m.students for m in more) if reason.code == "left_over" else 0
        for number, mend in enumerate(mends):
            if not mend.instead and owed > 0:
                taken = min(owed, mend.students - 1)
                mends[number] = replace(mend, students=mend.students - taken)
                owed -= taken
        mends += more
        self._apply(more)
        self._look_again()

    def _mends_for(self, reason: Reason) -> list[Mend]:
        problem, diagnosis = self.now, self.diagnosis
        people = [problem.number[s] for s in reason.students]
        shared = diagnosis.shared
        match reason.code:
            case "student_no_availability":
                return hours_for(problem, shared, people)
            case "not_enough_institutions" | "not_enough_countries" if len(people) == problem.size:
                return _more_kinds(problem, reason)
            case "not_enough_institutions" | "not_enough_countries":
                return hours_for(problem, shared, people) or newcomers_for(problem, shared, people)
            case "student_no_working_language":
                return levels_for(problem, people)
            case "keep_together_apart_conflict":
                return unlink_apart(problem)
            case "keep_together_too_large":
                return unlink_together(problem)
            case "facilitator_language":
                return self._languages(people)
            case "access_need_unmet":
                return skill_for(problem, shared, people) or self._new_leaders(people)
            case "facilitator_capacity":
                return self._capacity(problem, diagnosis, people)
            case "left_over":
                return self._for_left_over(problem, diagnosis, people)
            case _:
                return self._new_leaders(people)

    def _for_left_over(self, problem: Problem, diagnosis: Diagnosis, people: list[int]) -> list[Mend]:
        """Every check holds, and still nobody found them a seat: more skill, then more facilitators, then hours."""
        needing = [p for p in people if problem.need_bits[p]]
        if needing and (made := skill_for(problem, diagnosis.shared, needing)):
            return made
        opened = openings(problem, diagnosis.shared, people, len(people))
        return as_mends(problem, opened) or hours_for(problem, diagnosis.shared, people)

    def _languages(self, people: list[int]) -> list[Mend]:
        """A facilitator for a group's worth of people; a language that is led already for the others."""
        mends, rest = self._opened(people)
        led = self.now.leads[self.diagnosis.shared.usable].any(axis=0)
        return mends + levels_for(self.now, rest, led)

    def _new_leaders(self, people: list[int]) -> list[Mend]:
        """A facilitator where enough of them could meet, more hours for the others."""
        mends, rest = self._opened(people)
        return mends + hours_for(self.now, self.diagnosis.shared, rest)

    def _opened(self, people: list[int]) -> tuple[list[Mend], list[int]]:
        """New facilitators, and the people they do not take.

        Somebody is sought for a group's worth of people, or for a second group beside one; not for a few whose hours
        could grow.
        """
        kept: list[Opening] = []
        for opening in openings(self.now, self.diagnosis.shared, people, len(people)):
            if len(opening.people) >= self.now.rules.size_min or any(is_beside(self.now, k, opening) for k in kept):
                kept.append(opening)
        placed = {p for o in kept for p in o.people}
        return as_mends(self.now, kept), [p for p in people if p not in placed]

    def _capacity(self, problem: Problem, diagnosis: Diagnosis, people: list[int]) -> list[Mend]:
        asked = np.zeros(problem.size, dtype=bool)
        asked[people] = True
        cut = smallest_cut(problem, diagnosis.shared, asked)
        if cut is None:
            room = sum(diagnosis.shared.groups) * problem.rules.size_max
            missing = problem.size - room if len(people) == problem.size else len(people)
            cut = Cut(len(people), len(people) - max(1, missing), people, [])
        opened = openings(problem, diagnosis.shared, cut.people, cut.missing)
        ways = existing_leaders(problem, diagnosis.shared, cut)
        return as_mends(problem, opened) + [replace(way, instead=bool(opened)) for way in ways]


def _more_kinds(problem: Problem, reason: Reason) -> list[Mend]:
    kind = reason.code.removeprefix("not_enough_")
    singular = {"countries": "country", "institutions": "institution"}[kind]
    wanted = problem.rules.min_countries if kind == "countries" else problem.rules.min_institutions
    missing = wanted - len({getattr(s, singular) for s in problem.students})
    return [Mend("add_kinds", missing, detail=kind if missing > 1 else singular)]
