"""What to do when people left and others came: ranked proposals, each with what it changes and what it is worth.

    propose(students, facilitators, constraints, previous, seed=1, seconds=20.0) -> tuple[Proposal, ...]

Disturbance is counted and weighed (``proposal.py``). The first proposal is the one
that disturbs nobody who stays, when it exists; then the others by points of J gained for each unit of disturbance;
matching afresh comes last, for comparison.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from matching.engine.budget import Budget
from matching.engine.forming import RuleBroken, form
from matching.engine.improving import improve
from matching.engine.kept import HOMELESS, NEW, fits, restore, retimed
from matching.engine.kernels.ready import compile_all
from matching.engine.least_moves import Seats, seat
from matching.engine.merging import merged
from matching.engine.problem import Problem
from matching.engine.proposal import Figures, Kind, Move, Proposal, figures_of, seating_of
from matching.engine.quality import Seating, measure
from matching.engine.rules import violations
from matching.engine.threads import one_thread
from matching.engine.types import (
    Constraints,
    Facilitator,
    FormedGroup,
    Progress,
    Student,
    Weights,
)

MOST_MOVED_SHARE = 0.02
SHARES = {"nobody_moved": 0.2, "few_moved": 0.4, "merged": 0.1, "afresh": 0.3}
"""How the seconds are shared out over the searches."""
MOST_NEAR = 1200
"""People with yes/no variables in the program that looks for the fewest moves: some seconds of HiGHS."""


def propose(
    students: Sequence[Student],
    facilitators: Sequence[Facilitator],
    constraints: Constraints,
    previous: Sequence[FormedGroup],
    *,
    seed: int = 1,
    seconds: float = 20.0,
    steps: int | None = None,
    weights: Weights | None = None,
    pinned: Collection[str] = (),
    willing: Collection[str] | None = None,
    most_moved_share: float = MOST_MOVED_SHARE,
    merge_under: int = 0,
    compare: bool = True,
    allow_left_out: bool = False,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Proposal, ...]:
    """Ranked proposals; empty when nobody is left of the earlier groups or no way seats everybody.

    ``pinned`` are never moved, ``willing`` are those who may be asked to move (None: everybody). People who asked to
    stay together are never parted, and only moved when their group ends. ``merge_under``: groups with fewer people
    who stay are merged with others (0: fewer than size_min). ``compare``: matching afresh as well; it is looked at
    anyway when nothing else seats everybody. With ``steps`` the seconds are ignored. Raises RuleBroken (our fault)
    and Cancelled (``progress`` said so).
    """
    compile_all()  # not on the search's time
    people = {s.id for s in students}
    staying = [replace(g, members=tuple(m for m in g.members if m in people)) for g in previous]
    staying = [g for g in staying if g.members]
    if not staying or not students:
        return ()
    task = _Task(
        tuple(students), tuple(facilitators), constraints, weights or Weights(), tuple(staying), seed, seconds, steps,
        frozenset(pinned), None if willing is None else frozenset(willing), most_moved_share, allow_left_out,
        progress, clock,
    )  # fmt: skip
    with one_thread():
        found = [*task.careful(), *task.merged(merge_under or constraints.size_min)]
        if compare or not found:
            found += task.afresh()
    return ranked(found)


def ranked(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those that leave out fewest first; of these nobody disturbed, then by gain for each unit of disturbance.

    Matching afresh comes last.
    """

    def key(one: Proposal) -> tuple[bool, int, float]:
        return one.kind == Kind.AFRESH, len(one.left_out), -one.gain_per_disturbance

    return tuple(sorted(found, key=key))


class _Task:
    """One call of ``propose``."""

    def __init__(
        self,
        students: tuple[Student, ...],
        facilitators: tuple[Facilitator, ...],
        rules: Constraints,
        weights: Weights,
        previous: tuple[FormedGroup, ...],
        seed: int,
        seconds: float,
        steps: int | None,
        pinned: frozenset[str],
        willing: frozenset[str] | None,
        most_moved_share: float,
        allow_left_out: bool,
        progress: Progress | None,
        clock: Callable[[], float],
    ) -> None:
        self.students, self.facilitators, self.rules, self.weights = students, facilitators, rules, weights
        self.previous, self.seed, self.seconds, self.steps = previous, seed, seconds, steps
        self.allow_left_out, self.progress, self.clock = allow_left_out, progress, clock
        self.problem = Problem(students, facilitators, rules, weights)
        self.kept = restore(self.problem, previous)
        kept = self.kept.kept_people()
        self.newcomers = [p for p, row in enumerate(self.kept.home) if row == NEW]
        self.may_move = [p for p in kept if self._may_move(p, pinned, willing)]
        self.most_moved = int(most_moved_share * len(kept) + 1e-9)
        self.before = self._before()

    def _may_move(self, person: int, pinned: frozenset[str], willing: frozenset[str] | None) -> bool:
        name = self.problem.students[person].id
        return name not in pinned and (willing is None or name in willing)

    def _before(self) -> Figures:
        """The groups as they are now, without those who left; rules that they break are left out of account."""
        there = {m for g in self.previous for m in g.members}
        rest = Problem([s for s in self.students if s.id in there], self.facilitators, self.rules, self.weights)
        return figures_of(measure(rest, [seating_of(rest, g) for g in self.previous]))

    # --- the kinds ---------------------------------------------------------------------------------------

    def careful(self) -> list[Proposal]:
        """Nobody moved, and at most the share moved; when that leaves somebody out, what would seat them as well."""
        still = self._seat(())
        steady = not still.short and not still.moved() and (still.complete or self.allow_left_out)
        found = [self._polished(Kind.NOBODY_MOVED, still, 0)] if steady else []
        few = [self._polished(Kind.FEW_MOVED, still, self.most_moved)] if steady and self.most_moved else []
        if steady and still.complete:
            return [*found, *few]
        reasons = self._reasons(still)
        found += self._retimed(still, reasons)
        least = self._seat(self._near(still))
        if (steady and len(least.left) >= len(still.left)) or not (least.complete or self.allow_left_out):
            return [*found, *few]
        moved = len(least.moved())
        if moved <= self.most_moved:
            return [*found, self._polished(Kind.FEW_MOVED, least, self.most_moved, reasons)]
        return [*found, *few, self._polished(Kind.LEAST_MOVED, least, moved + self.most_moved, reasons)]

    def _near(self, still: Seats) -> list[int]:
        """Who may move and could matter for those left over: everybody, or the nearest ``MOST_NEAR`` of a large cohort.

        Near are people who could complete a group that is too small, and those who sit where somebody left over fits.
        """
        if len(self.may_move) <= MOST_NEAR:
            return self.may_move
        rows = range(len(still.meetings))
        short = [row for row in rows if still.ids[row] in still.short]
        open_to = [row for row in rows if any(fits(self.problem, p, still.meetings[row]) for p in still.left)]
        may = set(self.may_move)
        could = [p for p in self.may_move if any(fits(self.problem, p, still.meetings[row]) for row in short)]
        near = [*(p for row in short for p in still.members[row]), *could]
        near += [p for row in sorted(open_to, key=lambda r: (len(still.members[r]), r)) for p in still.members[row]]
        return [p for p in dict.fromkeys(near) if p in may][:MOST_NEAR]

    def _retimed(self, still: Seats, reasons: Sequence[str]) -> list[Proposal]:
        """Nobody moved, but a group or more at another time, so that who waits can join it."""
        kept = self.kept
        for person in still.left:
            kept = retimed(kept, person) or kept
        if kept is self.kept:
            return []
        seats = seat(kept)
        good = seats.complete and not seats.moved()
        return [self._polished(Kind.RETIMED, seats, 0, reasons)] if good else []

    def _seat(self, may_move: Sequence[int]) -> Seats:
        """Everybody seated in the groups there are; else with groups opened for those who wait, or others ended."""
        seats = seat(self.kept, may_move, may_end=bool(may_move))
        if seats.complete:
            return seats
        short = [
            p for name, people in zip(seats.ids, seats.members, strict=True) if name in seats.short for p in people
        ]
        needy = [*seats.left, *short]
        opened = seat(self.kept, may_move, may_end=bool(may_move), opened_for=needy)
        if opened.complete or not may_move:
            return opened
        return seat(self.kept, may_move, may_end=True, opened_for=needy, ended_for=opened.left or needy)

    def _reasons(self, still: Seats) -> list[str]:
        """Why somebody has to move."""
        names = [self.problem.students[p].id for p in still.left]
        sentences = [f"{name} has too few people, and nobody who waits can complete it." for name in still.short]
        if names:
            shown = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
            sentences.append(f"No group with a free seat meets when {shown} can.")
        return sentences

    def merged(self, under: int) -> list[Proposal]:
        """Groups that fell under the threshold join another one at its time, with its facilitator."""
        together = merged(self.kept, under, frozenset(self.may_move))
        if together is None:
            return []
        seats = seat(together)
        if not seats.complete:
            seats = seat(together, opened_for=seats.left)
        return [self._polished(Kind.MERGED, seats, len(seats.moved()))] if seats.complete else []

    def afresh(self) -> list[Proposal]:
        """Groups from nothing, for comparison; nothing is kept on purpose."""
        began = self.clock()
        outcome = form(
            self.students, self.facilitators, self.rules, seed=self.seed, seconds=self.seconds * SHARES["afresh"],
            steps=self.steps, weights=self.weights, progress=self.progress, allow_unplaced=self.allow_left_out,
        )  # fmt: skip
        if outcome.report is None:
            return []
        names = _kept_names(self.previous, outcome.groups)
        groups = [replace(g, id=names[g.id]) for g in outcome.groups]
        after = Figures(outcome.report.total, outcome.report.components)
        return [self._proposal(Kind.AFRESH, groups, after, (), self.clock() - began, outcome.report.steps)]

    # --- from seats to a proposal ------------------------------------------------------------------------

    def _polished(self, kind: Kind, seats: Seats, most_moved: int, reasons: Sequence[str] = ()) -> Proposal:
        share = SHARES.get(kind, SHARES["few_moved"])
        budget = Budget(self.seconds * share, self.steps, self.clock, self.progress)
        still = kind in (Kind.NOBODY_MOVED, Kind.RETIMED, Kind.MERGED)
        asked = () if still else (p for p in self.may_move if self.problem.single[p])
        agents = [*self.newcomers, *asked]
        problem, seatings = self._improved(seats, agents, most_moved, budget)
        ids = self._names(seats)
        groups = [
            FormedGroup(
                name,
                tuple(sorted(problem.students[p].id for p in s.members)),
                problem.calendar.slot_text(s.slot),
                problem.facilitators[s.facilitator].id,
                problem.languages[s.language],
            )
            for name, s in zip(ids, seatings, strict=True)
        ]
        after = figures_of(measure(problem, seatings))
        said = [*self.kept.reasons, *reasons]
        return self._proposal(kind, groups, after, said, budget.elapsed_seconds(), budget.steps)

    def _improved(
        self, seats: Seats, agents: Sequence[int], most_moved: int, budget: Budget
    ) -> tuple[Problem, list[Seating]]:
        """The seats made better with times and facilitators as they are, in a problem without those left out.

        Who lost their group counts as moved wherever they sit.
        """
        problem = self.problem
        if seats.left:
            out = set(seats.left)
            rest = [s for p, s in enumerate(problem.students) if p not in out]
            problem = Problem(rest, self.facilitators, self.rules, self.weights)
        number = {p: problem.number[s.id] for p, s in enumerate(self.problem.students) if s.id in problem.number}
        start = [
            Seating(tuple(sorted(number[p] for p in people)), m.slot, m.facilitator, m.language)
            for people, m in zip(seats.members, seats.meetings, strict=True)
        ]
        lost = sum(row == HOMELESS for row in seats.home)
        free = set(agents)
        if not any(p in number for p in free) or len(start) < 2:
            return problem, start
        better = improve(
            problem,
            start,
            seed=self.seed,
            budget=budget,
            home=[max(NEW, seats.home[p]) for p in number],
            most_moved=max(0, most_moved - lost),
            movable=[p in free for p in number],
            frozen=[True] * len(start),
        )
        return problem, better

    def _proposal(
        self,
        kind: Kind,
        groups: Sequence[FormedGroup],
        after: Figures,
        reasons: Sequence[str],
        seconds: float,
        steps: int,
    ) -> Proposal:
        old = {g.id: g for g in self.previous}
        new = {g.id: g for g in groups}
        was = {m: g.id for g in self.previous for m in g.members}
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
            left_out=tuple(sorted(s.id for s in self.students if s.id not in seated)),
            before=self.before,
            after=after,
            reasons=tuple(reasons),
            seconds=round(seconds, 3),
            steps=steps,
        )

    def _names(self, seats: Seats) -> list[str]:
        """Kept ids. A new group with people of one that ended is that group, at another time; others get free ids."""
        ended = {g.id: set(g.members) for g in self.previous if g.id not in seats.ids}
        ids = list(seats.ids)
        for row in [row for row, name in enumerate(ids) if not name]:
            inside = {self.problem.students[p].id for p in seats.members[row]}
            best = max(sorted(ended), key=lambda name: len(inside & ended[name]), default=None)
            if best is not None and len(inside & ended[best]) * 2 > len(ended[best]):
                ids[row] = best
                del ended[best]
        return _ids(ids, {g.id for g in self.previous})

    def _refuse_broken(self, groups: Sequence[FormedGroup], seated: Mapping[str, str]) -> None:
        there = [s for s in self.students if s.id in seated]
        if broken := violations(there, self.facilitators, self.rules, groups):
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
