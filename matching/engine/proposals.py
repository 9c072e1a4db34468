"""What to do when people left and others came: ranked proposals, each with what it changes and what it is worth.

    propose(students, facilitators, constraints, previous, seed=1, seconds=20.0) -> tuple[Proposal, ...]

Disturbance is counted and weighed (``proposal.py``). The first proposal is the one
that disturbs nobody who stays, when it exists; then the others by points of J gained for each unit of disturbance;
then what other numbers of moves would bring; matching afresh comes last, for comparison.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from matching.engine.drafting import Drafts, Request
from matching.engine.forming import form
from matching.engine.kept import Kept, fits, restore
from matching.engine.kernels.ready import compile_all
from matching.engine.least_moves import BELOW_TARGET, LASTING, Seats, seat
from matching.engine.merging import merged
from matching.engine.new_groups import other_openings
from matching.engine.problem import Problem
from matching.engine.proposal import Kind, Proposal
from matching.engine.retiming import seat_at_other_times
from matching.engine.threads import one_thread
from matching.engine.types import Constraints, Facilitator, FormedGroup, Progress, Student, Weights
from matching.engine.waits import Waits, why_waiting

MOST_MOVED_SHARE = 0.02
SHARES = {"nobody_moved": 0.05, "few_moved": 0.35, "curve": 0.2, "merged": 0.1, "afresh": 0.3}
"""How the seconds are shared out over the searches."""
CURVE = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12)
"""Shares of those who stay: what so many moves would bring. 1, 2, 3, 5, 8, 12 people of a hundred."""
MOST_NAMED = 8
"""People who are named in reasons."""
LEAST_GAIN = 0.05
"""Points of J that a longer list of moves must bring to be told."""
MOST_NEAR = 1200
"""People with yes/no variables in the program that looks for the fewest moves: some seconds of HiGHS."""
MOST_RETIMED = 400
"""People up to which groups at another time are tried together with moves."""


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
    stay together are never parted, and only moved when their group ends, or to be together with a late joiner who
    cannot come to them. ``merge_under``: groups with fewer people who stay are merged with others (0: fewer than
    size_min). ``compare``: what other numbers of moves would bring and matching afresh as well; the last is looked at
    anyway when nothing else seats everybody. With ``steps`` the seconds
    are ignored. Raises RuleBroken (our fault) and Cancelled (``progress`` said so).
    """
    compile_all()  # not on the search's time
    people = {s.id for s in students}
    staying = [replace(g, members=tuple(m for m in g.members if m in people)) for g in previous]
    staying = [g for g in staying if g.members]
    if not staying or not students:
        return ()
    request = Request(
        tuple(students), tuple(facilitators), constraints, weights or Weights(), tuple(staying), seed, seconds, steps,
        progress, clock,
    )  # fmt: skip
    asked = None if willing is None else frozenset(willing)
    with one_thread():
        task = _Task(request, frozenset(pinned), asked, most_moved_share, allow_left_out, compare)
        found = [*task.careful(), *task.merged(merge_under or constraints.size_min)]
        if compare or not found:
            found += task.afresh()
    return ranked(found)


def ranked(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those that leave out fewest first; of these nobody disturbed, then by gain for each unit of disturbance.

    What other numbers of moves would bring follows by their number; matching afresh comes last.
    """

    def key(one: Proposal) -> tuple[bool, bool, int, float]:
        curve = one.kind == Kind.CURVE
        order = float(len(one.moves)) if curve else -one.gain_per_disturbance
        return one.kind == Kind.AFRESH, curve, len(one.left_out), order

    return tuple(sorted(found, key=key))


class _Task:
    """One call of ``propose``."""

    def __init__(
        self,
        request: Request,
        pinned: frozenset[str],
        willing: frozenset[str] | None,
        most_moved_share: float,
        allow_left_out: bool,
        compare: bool,
    ) -> None:
        self.request, self.allow_left_out = request, allow_left_out
        self.problem = Problem(request.students, request.facilitators, request.rules, request.weights)
        self.kept = restore(self.problem, request.previous)
        self.drafts = Drafts(request, self.problem, self.kept)
        names = [s.id for s in self.problem.students]
        stay = self.kept.kept_people()
        self.may_move = [p for p in stay if names[p] not in pinned and (willing is None or names[p] in willing)]
        self.most_moved = int(most_moved_share * len(stay) + 1e-9)
        limits = {int(share * len(stay) + 1e-9) for share in CURVE} if compare and most_moved_share > 0 else set[int]()
        self.curve = sorted(limits - {0, self.most_moved})

    # --- the kinds ---------------------------------------------------------------------------------------

    def careful(self) -> list[Proposal]:
        """Nobody moved, and at most so many; when somebody is left without a move, what would seat them as well."""
        still = self._seat(self.kept, ())
        unmoved = not still.short and not still.moved()
        if unmoved and still.complete:
            return self._within_limits([self._still(still)], [still])
        waits = self._waits(still)
        reasons = self._reasons(still, waits)
        least = self._seat(self.kept, self._near(still))
        helps = (least.complete or self.allow_left_out) and not (unmoved and len(least.left) >= len(still.left))
        steady = unmoved and self.allow_left_out
        found = [self._still(still, reasons, waits)] if steady else []
        moved = len(least.moved())
        found += self._retimed(still, moved if helps else None, reasons, waits)
        if helps and moved != self.most_moved:
            found.append(self._moving(Kind.LEAST_MOVED, least, moved, SHARES["few_moved"], reasons, waits))
        full = self._lasting(still) if helps and "" in least.ids else least
        chained = self._chained(still) if steady and "" in least.ids else still
        each = ((full, helps), (least, helps), (chained, chained is not still), (still, steady))
        ways = [seats for seats, possible in each if possible]
        return self._within_limits(found, ways, reasons, waits)

    def _chained(self, still: Seats) -> Seats:
        """Who waits seated by moves alone, without new groups, if that seats more within the limit of moves."""
        seats = seat(self.kept, self._near(still))
        fewer = not seats.short and len(seats.left) < len(still.left)
        return seats if fewer and len(seats.moved()) <= self.most_moved else still

    def _lasting(self, still: Seats) -> Seats:
        """The fewest moves with new groups that last; of each new one also at other starts, whichever looks best."""
        near = self._near(still)
        first = self._seat(self.kept, near, LASTING)
        if self.problem.size > MOST_NEAR or len(first.moved()) > self.most_moved or first.short:
            return first
        ways = [first]
        for meetings in other_openings(self.kept, first, still.left):
            seats = seat(self.kept, near, may_end=True, opened_for=still.left, below_target=LASTING, opened_at=meetings)
            good = not seats.short and len(seats.left) <= len(first.left) and len(seats.moved()) <= self.most_moved
            ways += [seats] if good else []
        if len(ways) == 1:
            return first
        looks = [self.drafts.looked_at(seats, self.may_move, self.most_moved) for seats in ways]
        return ways[max(range(len(ways)), key=lambda k: (looks[k], -k))]

    def _still(self, seats: Seats, reasons: Sequence[str] = (), waits: Sequence[Waits] = ()) -> Proposal:
        return self.drafts.polished(Kind.NOBODY_MOVED, seats, SHARES["nobody_moved"], reasons=reasons, waits=waits)

    def _moving(
        self, kind: Kind, seats: Seats, limit: int, share: float, reasons: Sequence[str], waits: Sequence[Waits]
    ) -> Proposal:
        return self.drafts.polished(
            kind, seats, share, movable=self.may_move, most_moved=limit, reasons=reasons, waits=waits
        )

    def _within_limits(
        self,
        found: list[Proposal],
        ways: Sequence[Seats],
        reasons: Sequence[str] = (),
        waits: Sequence[Waits] = (),
    ) -> list[Proposal]:
        """Besides, the best for each limit of moves, from the first of ``ways`` that needs no more."""
        share = SHARES["curve"] / max(1, len(self.curve))
        asked = [(Kind.FEW_MOVED, self.most_moved, SHARES["few_moved"])] if self.most_moved else []
        made = []
        for kind, limit, part in [*asked, *((Kind.CURVE, limit, share) for limit in self.curve)]:
            starts = [seats for seats in ways if len(seats.moved()) <= limit]
            # Seating all may cost more than a few moves bring: then the same without new groups for them as well.
            fewer = [s for s in starts if len(s.left) > len(starts[0].left)] if kind == Kind.FEW_MOVED else []
            both = [*starts[:1], *fewer[:1]]
            made += [self._moving(kind, start, limit, part / len(both), reasons, waits) for start in both]
        few = [one for one in made if one.kind == Kind.FEW_MOVED]
        others = [*found, *(one for one in made if one.kind == Kind.CURVE)]
        found = found + [replace(_best_within(one, others, self.most_moved), kind=one.kind) for one in few]
        for one in sorted((one for one in made if one.kind == Kind.CURVE), key=lambda one: len(one.moves)):
            if not any(_is_no_more(other, one) and other.after.total > one.after.total - LEAST_GAIN for other in found):
                found.append(one)
        return found

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

    def _retimed(
        self, still: Seats, least: int | None, reasons: Sequence[str], waits: Sequence[Waits]
    ) -> list[Proposal]:
        """Groups at another time, so that who waits can join: nobody moved, else fewer than ``least``."""
        seats = seat_at_other_times(self.kept, still.left) if still.left else still
        if still.left and len(seats.left) == len(still.left) and self.problem.size <= MOST_RETIMED:
            seats = seat_at_other_times(self.kept, still.left, self.may_move)
        moved = len(seats.moved())
        seats_more = len(seats.left) < len(still.left) and (not seats.left or self.allow_left_out)
        if seats.short or not seats_more or (least is not None and moved >= least):
            return []
        return [self._moving(Kind.RETIMED, seats, moved, SHARES["nobody_moved"], reasons, waits)]

    def _seat(self, kept: Kept, may_move: Sequence[int], below_target: float = BELOW_TARGET) -> Seats:
        """Everybody seated in the groups there are; else with groups opened for those who wait, or others ended."""
        seats = seat(kept, may_move, may_end=bool(may_move))
        if seats.complete:
            return seats
        short = [
            p for name, people in zip(seats.ids, seats.members, strict=True) if name in seats.short for p in people
        ]
        needy = [*seats.left, *short]
        price = below_target
        opened = seat(kept, may_move, may_end=bool(may_move), opened_for=needy, below_target=price)
        if opened.complete or not may_move:
            return opened
        ended_for = opened.left or needy
        return seat(kept, may_move, may_end=True, opened_for=needy, ended_for=ended_for, below_target=price)

    def _waits(self, still: Seats) -> tuple[Waits, ...]:
        return why_waiting(self.kept, still.left, lambda kept: self._seat(kept, self.may_move))

    def _reasons(self, still: Seats, waits: Sequence[Waits]) -> list[str]:
        """Why somebody has to move."""
        said = [f"{name} has too few people, and nobody who waits can complete it." for name in still.short]
        said += [one.sentence for one in waits[:MOST_NAMED]]
        if len(waits) > MOST_NAMED:
            said.append(f"{len(waits) - MOST_NAMED} others fit no free seat either.")
        return said

    def merged(self, under: int) -> list[Proposal]:
        """Groups that fell under the threshold join another one at its time, with its facilitator."""
        together = merged(self.kept, under, frozenset(self.may_move))
        if together is None:
            return []
        seats = seat(together)
        if not seats.complete:
            seats = seat(together, opened_for=seats.left)
        if not seats.complete:
            return []
        return [self.drafts.polished(Kind.MERGED, seats, SHARES["merged"], most_moved=len(seats.moved()))]

    def afresh(self) -> list[Proposal]:
        """Groups from nothing, for comparison; nothing is kept on purpose."""
        asked = self.request
        began = asked.clock()
        outcome = form(
            asked.students, asked.facilitators, asked.rules, seed=asked.seed, seconds=asked.seconds * SHARES["afresh"],
            steps=asked.steps, weights=asked.weights, progress=asked.progress, allow_unplaced=self.allow_left_out,
        )  # fmt: skip
        made = self.drafts.afresh(outcome, asked.clock() - began)
        return [] if made is None else [made]


def _is_no_more(one: Proposal, other: Proposal) -> bool:
    """Whether ``one`` seats as many at the same times, and moves no more people."""
    fewer = len(one.left_out) <= len(other.left_out) and len(one.moves) <= len(other.moves)
    return fewer and one.kind != Kind.RETIMED


def _best_within(one: Proposal, others: Sequence[Proposal], limit: int) -> Proposal:
    """The best of those that seat as many as ``one`` at the same times and keep the limit of moves."""
    same = [
        other
        for other in others
        if other.kind != Kind.RETIMED and len(other.moves) <= limit and len(other.left_out) <= len(one.left_out)
    ]
    return max([one, *same], key=lambda each: each.after.total)
