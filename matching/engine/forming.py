"""The one function that the rest of the house calls: ``form``."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from matching.engine.bottleneck import cut_reason, smallest_cut
from matching.engine.budget import Budget, Cancelled
from matching.engine.diagnose import MOST_REASONS, Diagnosis
from matching.engine.exact import seat_exactly
from matching.engine.explain import explain_all
from matching.engine.mending import Seats, with_mends
from matching.engine.person_checks import names
from matching.engine.problem import DEFAULT_WEIGHTS, Problem
from matching.engine.quality import Seating, measure
from matching.engine.rematch import named_rows, restore_groups, seat_newcomers
from matching.engine.rules import violations
from matching.engine.search import Search
from matching.engine.strata import load_scikit_learn, make_strata
from matching.engine.threads import one_thread
from matching.engine.types import (
    Better,
    Constraints,
    Facilitator,
    FormedGroup,
    Outcome,
    Progress,
    Reason,
    Report,
    Student,
    Weights,
)

TRIES_OF_A_PROOF, PEOPLE_OF_A_PROOF = 40, 4000
"""Dissolve-and-rebuild rounds to seat everybody after a mend: 40 up to 100 people, fewer in larger cohorts, so that a
refusal does not become slow."""


class RuleBroken(Exception):
    """A formed answer broke a hard rule: a fault in the engine; the answer is not given out."""


def form(
    students: Sequence[Student],
    facilitators: Sequence[Facilitator],
    constraints: Constraints,
    *,
    seed: int = 1,
    seconds: float = 60.0,
    steps: int | None = None,
    previous: Sequence[FormedGroup] | None = None,
    allow_unplaced: bool = False,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.monotonic,
    weights: Weights = DEFAULT_WEIGHTS,
    on_better: Better | None = None,
) -> Outcome:
    """Groups that break no hard rule, as good as the budget allows, or at most three reasons why there are none.

    The same people, rules, seed and ``report.steps`` give the same groups whatever the order of rows or the number
    of cores. ``seconds`` only decides where to stop; with ``steps`` it is ignored. Seating everybody is never cut
    short. With ``previous``, kept groups stay as they are and newcomers are seated around them. With
    ``allow_unplaced`` the people who cannot be placed are left out and named. Raises RuleBroken (our fault).
    """
    load_scikit_learn()
    budget = Budget(seconds, steps, clock, progress, on_better)
    attempt = _Attempt(tuple(facilitators), constraints, seed, budget, tuple(previous or ()), allow_unplaced, weights)
    try:
        with one_thread():
            return attempt.outcome(tuple(students))
    except Cancelled:
        return Outcome(feasible=False, cancelled=True)


class _Attempt:
    """One call of ``form``: diagnose, search, name the groups, report."""

    def __init__(
        self,
        facilitators: tuple[Facilitator, ...],
        rules: Constraints,
        seed: int,
        budget: Budget,
        previous: tuple[FormedGroup, ...],
        allow_unplaced: bool,
        weights: Weights,
    ) -> None:
        self.facilitators, self.rules, self.seed, self.budget = facilitators, rules, seed, budget
        self.previous, self.allow_unplaced, self.weights = previous, allow_unplaced, weights

    def outcome(self, students: tuple[Student, ...]) -> Outcome:
        unplaced: list[Reason] = []
        while True:
            reasons, result = self._try(students)
            if result is not None:
                return self._feasible(students, *result, tuple(unplaced))
            blamed = {student for reason in reasons for student in reason.students}
            rest = tuple(s for s in students if s.id not in blamed)
            if not self.allow_unplaced or not blamed or not rest:
                mended = unplaced + self._mended(students, reasons, self._left)
                return Outcome(feasible=False, reasons=tuple(mended[:MOST_REASONS]))
            unplaced += self._mended(students, reasons)
            students = rest

    def _try(self, students: tuple[Student, ...]) -> tuple[list[Reason], tuple[Problem, Search] | None]:
        if len(students) == 0:
            return [Reason("cohort_too_small", "There are no students. Add students before forming groups.")], None
        problem = Problem(students, self.facilitators, self.rules, self.weights)
        diagnosis = Diagnosis(problem)
        if diagnosis.reasons:
            return diagnosis.reasons, None
        if cut := smallest_cut(problem, diagnosis.shared, diagnosis.clear):
            return [cut_reason(problem, cut)], None
        group_size = (self.rules.target_min + self.rules.target_max) // 2
        search = Search(problem, make_strata(problem, group_size, self.seed), self.seed, self.budget)
        found = self._search(search)
        if found:
            return [], (problem, search)
        proven, seated = seat_exactly(problem)
        if seated is not None:
            search.run_from(seated)
            return [], (problem, search)
        return [_left_over(search, proven, self.allow_unplaced)], None

    def _mended(self, students: tuple[Student, ...], reasons: list[Reason], seats: Seats | None = None) -> list[Reason]:
        """The reasons with what would help, proven by seating everybody where ``seats`` is given."""
        if not students:
            return reasons
        return with_mends(Problem(students, self.facilitators, self.rules, self.weights), reasons, seats)

    def _left(self, problem: Problem) -> Sequence[int]:
        """Who has no seat in the first answer that the search comes to."""
        group_size = (self.rules.target_min + self.rules.target_max) // 2
        budget = Budget(0.0, 0, time.monotonic, None)
        tries = max(4, min(TRIES_OF_A_PROOF, PEOPLE_OF_A_PROOF // problem.size))
        search = Search(problem, make_strata(problem, group_size, self.seed), self.seed, budget, tries)
        search.run()
        if search.best is not None or seat_exactly(problem)[1] is not None:
            return ()
        return search.fewest_left_people()

    def _search(self, search: Search) -> bool:
        if self.previous:
            rows = restore_groups(search.seating, self.previous)
            seat_newcomers(search.seating, search.opener, search.repairer, rows, search.aims[0])
            return search.finish_present()
        search.run()
        return search.best is not None

    def _feasible(
        self, students: tuple[Student, ...], problem: Problem, search: Search, unplaced: tuple[Reason, ...]
    ) -> Outcome:
        assert search.best is not None
        search.back_to_best()
        seatings = sorted(search.seating.seatings(), key=lambda s: (s.slot, s.facilitator, s.members))
        people = {row: [problem.students[p].id for p in s.members] for row, s in enumerate(seatings)}
        kept, moved = named_rows(self.previous, people)
        ids = _names(len(seatings), kept, {g.id for g in self.previous})
        groups = [_group(problem, name, s) for name, s in zip(ids, seatings, strict=True)]
        if broken := violations(students, self.facilitators, self.rules, groups):
            raise RuleBroken("; ".join(broken[:5]))
        explained = dict(zip(ids, explain_all(problem, seatings, ids), strict=True))
        report = self._report(problem, seatings, explained, moved)
        return Outcome(True, tuple(sorted(groups, key=lambda g: g.id)), report, unplaced=unplaced)

    def _report(
        self, problem: Problem, seatings: list[Seating], explained: dict[str, str], moved: tuple[str, ...]
    ) -> Report:
        quality = measure(problem, seatings)
        return Report(
            groups=len(seatings),
            hard=0,
            total=round(quality.total, 3),
            components={key: round(float(value), 4) for key, value in quality.components.items()},
            bounds={key: round(float(value), 4) for key, value in quality.bounds.items()},
            explain=dict(sorted(explained.items())),
            seconds=round(self.budget.elapsed_seconds(), 3),
            steps=self.budget.steps,
            seed=self.seed,
            moved=moved,
            details={key: round(float(value), 4) for key, value in quality.details.items()},
        )


def _names(count: int, kept: dict[int, str], taken: set[str]) -> list[str]:
    """An id for each group: the kept one, or the next free g001."""
    width = max(3, len(str(count)))
    fresh = (name for number in range(1, 2 * count + len(taken) + 2) if (name := f"g{number:0{width}d}") not in taken)
    return [kept.get(row) or next(fresh) for row in range(count)]


def _group(problem: Problem, name: str, seating: Seating) -> FormedGroup:
    return FormedGroup(
        id=name,
        members=tuple(sorted(problem.students[p].id for p in seating.members)),
        slot=problem.calendar.slot_text(seating.slot),
        facilitator_id=problem.facilitators[seating.facilitator].id,
        language=problem.languages[seating.language],
    )


def _left_over(search: Search, proven: bool, allow_unplaced: bool) -> Reason:
    """No plain impossibility was found, yet some could not be seated; says whether that is proven."""
    problem, seating = search.problem, search.seating
    left = search.fewest_left_people()
    ids = tuple(problem.students[p].id for p in left)
    reachable = [
        f
        for f in range(len(problem.facilitators))
        if any(problem.facilitator_bits[f] & problem.free_bits[p] for p in left)
    ]
    full = all(len(seating.led[f]) >= problem.capacity[f] for f in reachable)
    leaders = tuple(problem.facilitators[f].id for f in reachable)
    start = "No arrangement exists" if proven else "No arrangement was found"
    if full:
        text = (
            f"{start} that seats {names(ids)}: every facilitator in their hours is full. "
            "Find one more facilitator then, or raise max_groups."
        )
        return Reason("facilitator_capacity", text, ids, leaders)
    advice = "" if allow_unplaced else " Or form groups of the others with --allow-unplaced."
    text = (
        f"{start} that seats {names(ids)} together with everybody else. "
        f"Ask them for more hours, or find a facilitator in their hours.{advice}"
    )
    return Reason("student_no_shared_slot", text, ids, leaders)
