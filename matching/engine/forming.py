"""The one function that the rest of the house calls: ``form``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from matching.engine.bottleneck import cut_reason, smallest_cut
from matching.engine.budget import Budget, Cancelled
from matching.engine.diagnose import MOST_REASONS, Diagnosis
from matching.engine.exact import seat_exactly
from matching.engine.explain import explain_all
from matching.engine.kernels import compile
from matching.engine.mending import Seats, with_mends
from matching.engine.person_checks import names
from matching.engine.problem import DEFAULT_WEIGHTS, Problem
from matching.engine.quality import Seating, measure
from matching.engine.rules import violations
from matching.engine.search import Search
from matching.engine.strata import Strata, load_scikit_learn, make_strata
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
LOADING_AT_MOST = 0.1
"""Loading libraries (1 to 3 s, once in a process) is taken off ``seconds`` up to this share: short runs stay useful."""
AFTER_BUILDING = 5.0
"""Checking, explaining and bounding an answer take so many times as long as building the problem (4 to 5 from 600 to
10,000 people): that much of ``seconds`` is kept for them."""
AFTER_SECONDS, AFTER_SECONDS_A_PERSON = 0.2, 0.0002
"""And no more than this (0.3 s were measured at 600 people, 1.6 s at 10,000), should building have been held up."""


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
    clustering: bool = True,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.monotonic,
    weights: Weights = DEFAULT_WEIGHTS,
    on_better: Better | None = None,
) -> Outcome:
    """Groups that break no hard rule, as good as the budget allows, or at most three reasons why there are none.

    The same people, rules, seed and ``report.steps`` give the same groups whatever the order of rows or the number
    of cores. ``seconds`` only decides where to stop, checks and explanations included; with ``steps`` it is ignored.
    Seating everybody is never cut short. With ``previous`` the answer is the first proposal (``proposals.py``) for
    the groups there are. With ``allow_unplaced`` the people who cannot be placed are left out and named. Without
    ``clustering`` the search works without strata and time pools (to show what they give). Raises RuleBroken (our
    fault).
    """
    if previous:
        from matching.engine.reforming import form_again  # built on this function

        return form_again(
            students, facilitators, constraints, previous, seed=seed, seconds=seconds, steps=steps, weights=weights,
            allow_unplaced=allow_unplaced, progress=progress, clock=clock,
        )  # fmt: skip
    began = clock()
    load_scikit_learn()
    compile()
    loading = min(clock() - began, LOADING_AT_MOST * seconds)
    budget = Budget(seconds - loading, steps, clock, progress, on_better)
    attempt = _Attempt(tuple(facilitators), constraints, seed, budget, allow_unplaced, weights, clustering)
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
        allow_unplaced: bool,
        weights: Weights,
        clustering: bool,
    ) -> None:
        self.facilitators, self.rules, self.seed, self.budget = facilitators, rules, seed, budget
        self.allow_unplaced, self.weights, self.clustering = allow_unplaced, weights, clustering

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
        began = self.budget.elapsed_seconds()
        problem = Problem(students, self.facilitators, self.rules, self.weights)
        built = self.budget.elapsed_seconds() - began
        self.budget.set_aside(min(AFTER_BUILDING * built, AFTER_SECONDS + AFTER_SECONDS_A_PERSON * problem.size))
        diagnosis = Diagnosis(problem)
        if diagnosis.reasons:
            return diagnosis.reasons, None
        if cut := smallest_cut(problem, diagnosis.shared, diagnosis.clear):
            return [cut_reason(problem, cut)], None
        search = Search(problem, self._strata(problem), self.seed, self.budget, proves=True)
        search.run()
        if search.best is not None:
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
        budget = Budget(0.0, 0, time.monotonic, None)
        tries = max(4, min(TRIES_OF_A_PROOF, PEOPLE_OF_A_PROOF // problem.size))
        search = Search(problem, self._strata(problem), self.seed, budget, tries)
        search.run()
        if search.best is not None or seat_exactly(problem)[1] is not None:
            return ()
        return search.fewest_left_people()

    def _strata(self, problem: Problem) -> Strata:
        if not self.clustering:
            return Strata.none(problem)
        return make_strata(problem, (self.rules.target_min + self.rules.target_max) // 2, self.seed)

    def _feasible(
        self, students: tuple[Student, ...], problem: Problem, search: Search, unplaced: tuple[Reason, ...]
    ) -> Outcome:
        assert search.best is not None
        seatings = sorted(search.best.seatings, key=lambda s: (s.slot, s.facilitator, s.members))
        ids = _names(len(seatings))
        groups = [_group(problem, name, s) for name, s in zip(ids, seatings, strict=True)]
        if broken := violations(students, self.facilitators, self.rules, groups):
            raise RuleBroken("; ".join(broken[:5]))
        explained = dict(zip(ids, explain_all(problem, seatings, ids), strict=True))
        report = self._report(problem, seatings, explained, search.proven)
        return Outcome(True, tuple(sorted(groups, key=lambda g: g.id)), report, unplaced=unplaced)

    def _report(self, problem: Problem, seatings: list[Seating], explained: dict[str, str], proven: bool) -> Report:
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
            details={key: round(float(value), 4) for key, value in quality.details.items()} | {"proven": float(proven)},
        )


def _names(count: int) -> list[str]:
    """An id for each group: g001, g002, ..."""
    width = max(3, len(str(count)))
    return [f"g{number:0{width}d}" for number in range(1, count + 1)]


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
    problem = search.problem
    left = search.fewest_left_people()
    led = Counter(seating.facilitator for seating in search.fewest_left_seatings())
    ids = tuple(problem.students[p].id for p in left)
    reachable = [
        f
        for f in range(len(problem.facilitators))
        if any(problem.facilitator_bits[f] & problem.free_bits[p] for p in left)
    ]
    full = all(led[f] >= problem.capacity[f] for f in reachable)
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
