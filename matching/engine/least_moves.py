"""Seating everybody who waits with the fewest people moved: integer programming (HiGHS, in SciPy).

Yes/no variables say who sits in which row. Only people who wait, and those who may be moved, have variables; groups
that are too small may end, and new groups may be opened. The answer is the least disturbing one there is, unless the
number of nodes was used up (never a time, so that the answer does not depend on the machine).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.exact import _Model
from matching.engine.kept import HOMELESS, NEW, Kept, fits
from matching.engine.problem import slots_of
from matching.engine.quality import Meeting
from matching.engine.weeks import BoolArray

MOST_NODES = 400
MOST_VARIABLES = 250_000
ROWS_A_PERSON = 60
"""Of a large cohort the emptiest groups that somebody fits."""
ENDING_ROWS = 12
"""Sound groups that may end for somebody who fits no group: the smallest whose facilitators could help."""
NEW_ROWS, NEEDY_COUNT = 60, 10
"""Meetings tried for new groups: those that most of the needy could attend (each counts for ten others)."""
UNSEATED, MOVED, OPENED, BELOW_TARGET, RETIMED = 1000.0, 1.0, 0.3, 0.02, 0.55
LASTING = 1.5
"""Prices: leaving somebody out is the last resort; then the fewest moves; of those the answer with fewest new groups,
and with the fullest. A whole group at another time with its facilitator (a change that weighs 4) is less than moving
each of its seven. ``LASTING`` instead of ``BELOW_TARGET``: a new group that is too small to last costs more than moving
somebody into it."""


@dataclass(frozen=True, slots=True)
class Block:
    """People who sit together (mostly one), and the row they had. ``only``: the one row they may have (-1: any).

    ``instead_of``: the block that also holds late joiners to be together with these; then these stay and those wait.
    """

    people: tuple[int, ...]
    home: int
    only: int = -1
    instead_of: int = -1


@dataclass(slots=True)
class Seats:
    """Rows with their members after seating. ``ids`` is "" for a new group; ended groups are left out."""

    ids: list[str]
    meetings: list[Meeting]
    members: list[list[int]]
    home: list[int]
    """Each person's row in this list; NEW, or HOMELESS when that group ended."""
    left: list[int] = field(default_factory=list)
    short: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Everybody sits, and every group obeys the rules."""
        return not self.left and not self.short

    def moved(self) -> list[int]:
        """Who had a group before and sits in another now."""
        place = {p: row for row, people in enumerate(self.members) for p in people}
        return [p for p, row in enumerate(self.home) if row != NEW and place.get(p) != row]


def seat(
    kept: Kept,
    may_move: Iterable[int] = (),
    *,
    may_end: bool = False,
    opened_for: Sequence[int] = (),
    ended_for: Sequence[int] = (),
    below_target: float = BELOW_TARGET,
    opened_at: Sequence[Meeting] | None = None,
) -> Seats:
    """Seats the waiting. ``may_move``: kept people who may leave their group; ``may_end``: groups that break a rule may
    end when all their members may move; ``opened_for``: people for whom new groups may be opened; ``ended_for``:
    people for whom sound groups may end as well, so that their facilitators are free at another time;
    ``below_target``: the price of each seat that a new group lacks; ``opened_at``: the only meetings of new groups.
    """
    return SeatProgram(kept, sorted(set(may_move)), may_end, opened_for, ended_for, below_target, opened_at).solve()


class SeatProgram:
    """The integer program; ``retiming.py`` gives groups a choice of times as well."""

    takes_along = True
    """Somebody who stays may move together with a late joiner whom they asked for and who cannot come to them."""

    def __init__(
        self,
        kept: Kept,
        may_move: Sequence[int],
        may_end: bool,
        opened_for: Sequence[int],
        ended_for: Sequence[int],
        below_target: float = BELOW_TARGET,
        opened_at: Sequence[Meeting] | None = None,
    ) -> None:
        self.kept, self.problem, self.model, self.below_target = kept, kept.problem, _Model(), below_target
        self.price: list[float] = []
        self.meetings = list(kept.meetings)
        seated = {p: row for row, members in enumerate(kept.members) for p in members}
        movable = {p for p in may_move if p in seated}
        broken = [row for row, people in enumerate(kept.members) if not self.rules_hold(people)]
        could = {*(broken if may_end else ()), *self._rows_that_would_help(ended_for)}
        self.ending = [
            row
            for row, people in enumerate(kept.members)
            if not people or (row in could and movable.issuperset(people))
        ]
        flexible = {p for p in movable if self.problem.single_list[p] or seated[p] in self.ending}
        along = self._along(movable - flexible, movable, seated) if self.takes_along else set()
        self.blocks = self._blocks(flexible | along, seated)
        self._may_stay(along)
        mine = {p for block in self.blocks for p in block.people}
        self.fixed = [[p for p in members if p not in mine] for members in kept.members]
        opened = self._candidates(opened_for) if opened_at is None else list(opened_at)
        self.meetings += opened
        self.fixed += [[] for _ in opened]
        self.optional = {row: self._variable(0.0) for row in self.ending}
        for row in range(len(kept.meetings), len(self.meetings)):
            self.optional[row] = self._variable(OPENED)

    def _rows_that_would_help(self, people: Sequence[int]) -> list[int]:
        """Groups whose facilitators could lead somebody of these at some start: the smallest of them."""
        problem, found = self.problem, []
        for row, meeting in enumerate(self.kept.meetings):
            leader = meeting.facilitator
            free = problem.facilitator_free[leader]
            spoken = problem.leads[leader]
            if any((free & problem.free[p]).any() and (spoken & problem.speaks[p]).any() for p in people):
                found.append(row)
        return sorted(found, key=lambda row: (len(self.kept.members[row]), row))[:ENDING_ROWS]

    def rules_hold(self, members: Sequence[int]) -> bool:
        """Size and variety, as the hard rules want them."""
        problem, rules = self.problem, self.problem.rules
        return (
            rules.size_min <= len(members) <= rules.size_max
            and len({problem.institution[p] for p in members}) >= rules.min_institutions
            and len({problem.country[p] for p in members}) >= rules.min_countries
        )

    def _blocks(self, flexible: set[int], seated: dict[int, int]) -> list[Block]:
        """Who waits beside somebody who stays where they are can only join that one."""
        kept, done, blocks = self.kept, set[int](), []
        for person in sorted({*kept.waiting, *flexible}):
            if person in done:
                continue
            unit = self.problem.units[self.problem.unit_of[person]]
            rooted = sorted({seated[p] for p in unit if p in seated and p not in flexible})
            people = tuple(p for p in unit if p not in seated or p in flexible)
            done.update(people)
            homes = {kept.home[p] for p in people if kept.home[p] != NEW}
            home = homes.pop() if len(homes) == 1 else HOMELESS if homes else NEW
            blocks.append(Block(people, home, rooted[0] if rooted else -1))
        return blocks

    def _along(self, people: set[int], movable: set[int], seated: dict[int, int]) -> set[int]:
        """Of these, who is to be together with somebody who waits and who cannot come to their row."""
        found, waiting = set(), set(self.kept.waiting)
        for person in people:
            unit = self.problem.units[self.problem.unit_of[person]]
            late = [p for p in unit if p in waiting]
            free = movable.issuperset(p for p in unit if p in seated)
            if late and free and not all(fits(self.problem, p, self.kept.meetings[seated[person]]) for p in late):
                found.add(person)
        return found

    def _may_stay(self, along: set[int]) -> None:
        """Who could be taken along may as well stay at home, while the others wait."""
        for number, block in enumerate(list(self.blocks)):
            if block.home >= 0 and along.intersection(block.people):
                here = tuple(p for p in block.people if p in along)
                self.blocks.append(Block(here, block.home, block.home, number))

    def _candidates(self, opened_for: Sequence[int]) -> list[Meeting]:
        """Meetings for new groups that somebody who needs one could attend, those with most company first."""
        problem = self.problem
        company = sorted({*self.kept.waiting, *(p for block in self.blocks for p in block.people)})
        busy = [m for row, m in enumerate(self.kept.meetings) if row not in self.ending]
        found = []
        for leader in range(len(problem.facilitators)):
            led = [m for m in busy if m.facilitator == leader]
            if len(led) >= problem.capacity[leader]:
                continue
            free = problem.facilitator_free[leader].copy()
            for meeting in led:
                free &= ~self._near(meeting.slot)
            for language in range(len(problem.languages)):
                if problem.leads[leader, language]:
                    found += self._starts(leader, language, free, company, opened_for)
        return [Meeting(start, leader, code) for _count, start, leader, code in sorted(found)[:NEW_ROWS]]

    def _starts(
        self, leader: int, language: int, free: BoolArray, company: Sequence[int], opened_for: Sequence[int]
    ) -> list[tuple[int, int, int, int]]:
        """(-how many could come, weighed, start, leader, language) of the starts that some of the needy have."""
        problem = self.problem
        able = problem.speaks[:, language] & ((problem.need_bits & ~problem.skill_bits[leader]) == 0)
        wanted = [p for p in opened_for if able[p]]
        if not wanted:
            return []
        counts = problem.free[[p for p in company if able[p]]].sum(axis=0)
        needy = problem.free[wanted].sum(axis=0)
        starts = np.flatnonzero(free & (needy > 0) & (counts >= problem.rules.size_min))
        return [(-int(NEEDY_COUNT * needy[s] + counts[s]), int(s), leader, language) for s in starts]

    def _near(self, slot: int) -> BoolArray:
        """bool[slots]: starts too close to this one for the same facilitator."""
        near: BoolArray = np.zeros(self.problem.slots, dtype=bool)
        near[slots_of(self.problem.near[slot])] = True
        return near

    def _variable(self, price: float) -> int:
        self.price.append(price)
        return self.model.variable()

    # --- the program -------------------------------------------------------------------------------------

    def solve(self) -> Seats:
        self._places()
        for row in range(len(self.meetings)):
            self._size(row)
            self._variety(row, self.problem.institution, self.problem.rules.min_institutions)
            self._variety(row, self.problem.country, self.problem.rules.min_countries)
            self._apart(row)
        self._leaders()
        return self._read(self._run())

    def _places(self) -> None:
        self.seat: dict[tuple[int, int], int] = {}
        self.here: list[list[int]] = [[] for _ in self.meetings]
        seats: list[list[tuple[int, float]]] = [[] for _ in self.blocks]
        for number, block in enumerate(self.blocks):
            whole = block.instead_of if block.instead_of >= 0 else number
            waiting = len(self.blocks[whole].people) - len(block.people)
            for row in self._rows_for(block):
                column = self._variable(self._price(block, row) + UNSEATED * waiting)
                self.seat[number, row] = column
                self.here[row].append(number)
                seats[whole].append((column, 1.0))
        for block, terms in zip(self.blocks, seats, strict=True):
            if block.instead_of < 0:
                self.model.row([*terms, (self._variable(UNSEATED * len(block.people)), 1.0)], 1, 1)

    def _price(self, block: Block, row: int) -> float:
        """What it costs to sit there: nothing at home or for who is new, little in one's group at another time."""
        if block.home < 0 or block.home == row:
            return 0.0
        at_another_time = (
            row >= len(self.kept.meetings)
            and block.home in self.ending
            and self.meetings[row].facilitator == self.meetings[block.home].facilitator
        )
        moved = sum(self.kept.home[p] != NEW for p in block.people)
        return moved * (RETIMED if at_another_time else MOVED)

    def _rows_for(self, block: Block) -> list[int]:
        rows = [
            row for row in range(len(self.meetings))
            if block.only in (-1, row) and self._suits(block, row)
            and not any(self.problem.apart[p].intersection(self.fixed[row]) for p in block.people)
        ]  # fmt: skip
        if len(rows) * len(self.blocks) <= MOST_VARIABLES:
            return rows
        return sorted(rows, key=lambda row: (row != block.home, len(self.fixed[row]), row))[:ROWS_A_PERSON]

    def _suits(self, block: Block, row: int) -> bool:
        """Whether all of a block could meet with this row."""
        return all(fits(self.problem, p, self.meetings[row]) for p in block.people)

    def _heads(self, row: int) -> list[tuple[int, float]]:
        return [(self.seat[number, row], float(len(self.blocks[number].people))) for number in self.here[row]]

    def _size(self, row: int) -> None:
        rules, sat = self.problem.rules, len(self.fixed[row])
        if row in self.optional:
            opened = self.optional[row]
            self.model.row([*self._heads(row), (opened, -float(rules.size_min))], 0, np.inf)
            self.model.row([*self._heads(row), (opened, -float(rules.size_max))], -np.inf, 0)
            if row >= len(self.kept.meetings):
                missing = [(self._variable(self.below_target), 1.0) for _ in range(rules.target_min - rules.size_min)]
                self.model.row([*self._heads(row), *missing, (opened, -float(rules.target_min))], 0, np.inf)
            return
        short = self._variable(UNSEATED)
        self.model.row([*self._heads(row), (short, float(rules.size_min))], rules.size_min - sat, np.inf)
        self.model.row(self._heads(row), -np.inf, max(0, rules.size_max - sat))

    def _variety(self, row: int, codes: Sequence[int], least: int) -> None:
        there = {codes[p] for p in self.fixed[row]}
        if len(there) >= least:
            return
        counted = []
        for code in sorted({codes[p] for n in self.here[row] for p in self.blocks[n].people} - there):
            seats = [
                (self.seat[n, row], 1.0) for n in self.here[row] if any(codes[p] == code for p in self.blocks[n].people)
            ]
            kind = self._variable(0.0)
            self.model.row([*seats, (kind, -1.0)], 0, np.inf)
            counted.append((kind, 1.0))
        wanted = float(least - len(there))
        if row in self.optional:
            self.model.row([*counted, (self.optional[row], -wanted)], 0, np.inf)
        else:
            self.model.row([*counted, (self._variable(UNSEATED), wanted)], wanted, np.inf)

    def _apart(self, row: int) -> None:
        number_of = {p: n for n in self.here[row] for p in self.blocks[n].people}
        for person, number in number_of.items():
            for other in self.problem.apart[person]:
                if number_of.get(other, -1) > number:
                    self.model.row([(self.seat[number, row], 1.0), (self.seat[number_of[other], row], 1.0)], 0, 1)

    def _leaders(self) -> None:
        """No facilitator leads more groups than offered, or two that lie too close; of groups that may end or open."""
        for leader in sorted({self.meetings[row].facilitator for row in self.optional}):
            mine = [row for row in self.optional if self.meetings[row].facilitator == leader]
            led = sum(m.facilitator == leader for r, m in enumerate(self.kept.meetings) if r not in self.optional)
            self.model.row([(self.optional[r], 1.0) for r in mine], 0, max(0, self.problem.capacity[leader] - led))
            for one in mine:
                near = self.problem.near[self.meetings[one].slot]
                for other in (r for r in mine if r > one and near >> self.meetings[r].slot & 1):
                    self.model.row([(self.optional[one], 1.0), (self.optional[other], 1.0)], 0, 1)

    def _run(self) -> np.ndarray:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        model = self.model
        if not model.variables:
            return np.zeros(0)
        # A fixed person cannot be unseated, so that the program has an answer whatever the rules.
        matrix = coo_array((model.factors, (model.rows, model.columns)), shape=(len(model.low), model.variables))
        result = milp(
            np.array(self.price),
            constraints=LinearConstraint(matrix.tocsr(), model.low, model.high),
            integrality=np.ones(model.variables),
            bounds=Bounds(0, 1),
            options={"node_limit": MOST_NODES},
        )
        return np.zeros(model.variables) if result.x is None else np.asarray(result.x)

    def _read(self, values: np.ndarray) -> Seats:
        sat = {number: row for (number, row), column in self.seat.items() if values[column] > 0.5}
        rows = [row for row in range(len(self.meetings)) if row not in self.optional or self._any(row, sat)]
        place = {row: k for k, row in enumerate(rows)}
        members = [list(self.fixed[row]) for row in rows]
        for number, row in sorted(sat.items()):
            members[place[row]].extend(self.blocks[number].people)
        ids = [self.kept.ids[row] if row < len(self.kept.ids) else "" for row in rows]
        home = [place.get(h, HOMELESS) if h >= 0 else h for h in self.kept.home]
        there = {p for people in members for p in people}
        left = {p for block in self.blocks for p in block.people if p not in there}
        short = [name for name, people in zip(ids, members, strict=True) if not self.rules_hold(people)]
        return Seats(ids, [self.meetings[r] for r in rows], [sorted(m) for m in members], home, sorted(left), short)

    def _any(self, row: int, sat: dict[int, int]) -> bool:
        return bool(self.fixed[row]) or any(where == row for where in sat.values())
