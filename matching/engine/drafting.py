"""From seats to a proposal: made better within a limit of moves, named, judged, and told what it disturbs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.engine.budget import Budget
from matching.engine.few_moves import first_steps, place_few
from matching.engine.forming import RuleBroken
from matching.engine.kept import HOMELESS, NEW, Kept
from matching.engine.least_moves import Seats
from matching.engine.problem import Problem
from matching.engine.proposal import Figures, Kind, Move, Proposal, figures_of, seating_of
from matching.engine.quality import Seating, measure
from matching.engine.rules import violations
from matching.engine.types import Constraints, Facilitator, FormedGroup, Outcome, Progress, Student, Weights
from matching.engine.waits import Waits


@dataclass(frozen=True, slots=True)
class Request:
    """What ``propose`` was asked. ``previous``: the groups without those who left."""

    students: tuple[Student, ...]
    facilitators: tuple[Facilitator, ...]
    rules: Constraints
    weights: Weights
    previous: tuple[FormedGroup, ...]
    seed: int
    seconds: float
    steps: int | None
    progress: Progress | None
    clock: Callable[[], float]

    def budget(self, share: float) -> Budget:
        """A share of the seconds; all of the steps."""
        return Budget(self.seconds * share, self.steps, self.clock, self.progress)


class Drafts:
    """Makes proposals of one request. ``before``: J of the groups as they are, rules that they break left out."""

    def __init__(self, request: Request, problem: Problem, kept: Kept) -> None:
        self.request, self.problem, self.kept = request, problem, kept
        self.newcomers = [p for p, row in enumerate(kept.home) if row == NEW]
        there = {m for g in request.previous for m in g.members}
        people = [s for s in request.students if s.id in there]
        rest = Problem(people, request.facilitators, request.rules, request.weights)
        self.before = figures_of(measure(rest, [seating_of(rest, g) for g in request.previous]))

    def polished(
        self,
        kind: Kind,
        seats: Seats,
        share: float,
        *,
        movable: Sequence[int] = (),
        most_moved: int = 0,
        reasons: Sequence[str] = (),
        waits: Sequence[Waits] = (),
    ) -> Proposal:
        """The best use found of the free seats and of at most ``most_moved`` moves of ``movable`` people."""
        budget = self.request.budget(share)
        agents = [*self.newcomers, *(p for p in movable if self.problem.single[p])]
        problem, seatings = self._improved(seats, agents, most_moved, budget)
        groups = [
            FormedGroup(
                name,
                tuple(sorted(problem.students[p].id for p in s.members)),
                problem.calendar.slot_text(s.slot),
                problem.facilitators[s.facilitator].id,
                problem.languages[s.language],
            )
            for name, s in zip(self._names(seats), seatings, strict=True)
        ]
        made = self._proposal(kind, groups, figures_of(measure(problem, seatings)))
        said = (*self.kept.reasons, *reasons)
        still_waiting = tuple(one for one in waits if one.student in made.left_out)
        took = round(budget.elapsed_seconds(), 3)
        return replace(made, reasons=said, waits=still_waiting, seconds=took, steps=budget.steps)

    def looked_at(self, seats: Seats, movable: Sequence[int], most_moved: int) -> float:
        """J after one short try, always as long, so that the same way is chosen on every machine."""
        agents = [*self.newcomers, *(p for p in movable if self.problem.single[p])]
        look = Budget(0.0, first_steps(self.problem), self.request.clock, self.request.progress)
        problem, seatings = self._improved(seats, agents, most_moved, look)
        return measure(problem, seatings).total

    def afresh(self, outcome: Outcome, seconds: float) -> Proposal | None:
        """Groups formed from nothing; those that go on in name are the ones they share most people with."""
        if outcome.report is None:
            return None
        names = _kept_names(self.request.previous, outcome.groups)
        groups = [replace(g, id=names[g.id]) for g in outcome.groups]
        made = self._proposal(Kind.AFRESH, groups, Figures(outcome.report.total, outcome.report.components))
        return replace(made, seconds=round(seconds, 3), steps=outcome.report.steps)

    def _improved(
        self, seats: Seats, agents: Sequence[int], most_moved: int, budget: Budget
    ) -> tuple[Problem, list[Seating]]:
        """The seats made better with times and facilitators as they are, in a problem without those left out.

        Who lost their group counts as moved wherever they sit.
        """
        problem, request = self.problem, self.request
        if seats.left:
            out = set(seats.left)
            rest = [s for p, s in enumerate(problem.students) if p not in out]
            problem = Problem(rest, request.facilitators, request.rules, request.weights)
        number = {p: problem.number[s.id] for p, s in enumerate(self.problem.students) if s.id in problem.number}
        start = [
            Seating(tuple(sorted(number[p] for p in people)), m.slot, m.facilitator, m.language)
            for people, m in zip(seats.members, seats.meetings, strict=True)
        ]
        lost = sum(row == HOMELESS for row in seats.home)
        free = set(agents)
        if not any(p in number for p in free) or len(start) < 2:
            return problem, start
        home = [max(NEW, seats.home[p]) for p in number]
        movable = [p in free for p in number]
        better = place_few(
            problem,
            start,
            seed=request.seed,
            budget=budget,
            home=home,
            most_moved=max(0, most_moved - lost),
            movable=movable,
        )
        return problem, better

    def _proposal(self, kind: Kind, groups: Sequence[FormedGroup], after: Figures) -> Proposal:
        """What it changes, counted; refused when it breaks a rule."""
        old = {g.id: g for g in self.request.previous}
        new = {g.id: g for g in groups}
        was = {m: g.id for g in self.request.previous for m in g.members}
        seated = {m: g.id for g in groups for m in g.members}
        moves = [Move(m, was[m], to) for m, to in sorted(seated.items()) if m in was and was[m] != to]
        self._refuse_broken(groups, seated)
        both = sorted(old.keys() & new.keys())
        return Proposal(
            kind=kind,
            groups=tuple(sorted(groups, key=lambda g: g.id)),
            moves=tuple(moves),
            joined=tuple(sorted(m for m in seated if m not in was)),
            slot_changes=tuple(g for g in both if old[g].slot != new[g].slot),
            facilitator_changes=tuple(g for g in both if old[g].facilitator_id != new[g].facilitator_id),
            ended=tuple(sorted(old.keys() - new.keys())),
            opened=tuple(sorted(new.keys() - old.keys())),
            left_out=tuple(sorted(s.id for s in self.request.students if s.id not in seated)),
            before=self.before,
            after=after,
        )

    def _names(self, seats: Seats) -> list[str]:
        """Kept ids. A new group with people of one that ended is that group, at another time; others get free ids."""
        ended = {g.id: set(g.members) for g in self.request.previous if g.id not in seats.ids}
        ids = list(seats.ids)
        for row in [row for row, name in enumerate(ids) if not name]:
            inside = {self.problem.students[p].id for p in seats.members[row]}
            best = max(sorted(ended), key=lambda name: len(inside & ended[name]), default=None)
            if best is not None and len(inside & ended[best]) * 2 > len(ended[best]):
                ids[row] = best
                del ended[best]
        return _ids(ids, {g.id for g in self.request.previous})

    def _refuse_broken(self, groups: Sequence[FormedGroup], seated: Mapping[str, str]) -> None:
        there = [s for s in self.request.students if s.id in seated]
        if broken := violations(there, self.request.facilitators, self.request.rules, groups):
            raise RuleBroken("; ".join(broken[:5]))


def _ids(ids: Sequence[str], taken: Collection[str]) -> list[str]:
    """Kept ids, and the next free ones for new groups."""
    fresh = (name for number in range(1, len(ids) + len(taken) + 2) if (name := f"g{number:03d}") not in taken)
    return [name or next(fresh) for name in ids]


def _kept_names(previous: Sequence[FormedGroup], groups: Sequence[FormedGroup]) -> dict[str, str]:
    """Names for groups formed afresh: the earlier group they share most people with, so that few count as moved."""
    was = {m: g.id for g in previous for m in g.members}
    overlap = Counter((was[m], g.id) for g in groups for m in g.members if m in was)
    names: dict[str, str] = {}
    for (old, new), _count in sorted(overlap.items(), key=lambda item: (-item[1], item[0])):
        if new not in names and old not in names.values():
            names[new] = old
    blank = [names.get(g.id, "") for g in groups]
    return dict(zip((g.id for g in groups), _ids(blank, {g.id for g in previous}), strict=True))
