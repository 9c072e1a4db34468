"""Proof by flow that the facilitators cannot hold everybody: students -> (start, language) -> facilitators.

A relaxation: a facilitator holds size_max people for each group they can lead, whatever the starts, and a start
size_max people for each of its facilitators. What cannot flow cannot be seated; what flows may still not be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.person_checks import Shared, names
from matching.engine.problem import Problem
from matching.engine.types import Reason
from matching.engine.weeks import BoolArray, IntArray


@dataclass(frozen=True, slots=True)
class Cut:
    """The smallest set of people who together have too few seats: ``seats`` for all who were asked."""

    asked: int
    seats: int
    people: list[int]
    leaders: list[int]

    @property
    def missing(self) -> int:
        """How many cannot have a seat."""
        return self.asked - self.seats


def smallest_cut(problem: Problem, shared: Shared, asked: BoolArray) -> Cut | None:
    """The bottleneck among the ``asked`` people, or None when all of them can flow."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    people = np.flatnonzero(asked)
    network = _Network(problem, shared, people)
    graph = csr_array((network.room, (network.start, network.end)), shape=(network.nodes, network.nodes))
    result = maximum_flow(graph, 0, network.nodes - 1)
    if result.flow_value >= len(people):
        return None
    rest = csr_array(graph - result.flow)
    rest.data = np.maximum(rest.data, 0)
    rest.eliminate_zeros()
    reached = breadth_first_order(rest, 0, return_predecessors=False)
    stuck = sorted(int(people[node - 1]) for node in reached if 1 <= node <= len(people))
    return Cut(len(people), int(result.flow_value), stuck, network.leaders_of(reached))


class _Network:
    """Edges from the source (0) over people, (language, start, needs) and facilitators to the sink (the last node)."""

    def __init__(self, problem: Problem, shared: Shared, people: IntArray) -> None:
        self.problem, self.shared, self.people = problem, shared, people
        self.patterns = sorted({int(bits) for bits in problem.need_bits[people]})
        self.first_leader = 1 + len(people)
        self.first_start = self.first_leader + len(problem.facilitators)
        self.starts = len(problem.languages) * problem.slots
        self.nodes = self.first_start + len(self.patterns) * self.starts + 1
        self._edges: list[tuple[IntArray, IntArray, IntArray]] = []
        self._write()
        parts = [np.concatenate(column).astype(np.int32) for column in zip(*self._edges, strict=True)]
        self.start, self.end, self.room = parts

    def _add(self, start: IntArray, end: IntArray, room: int | IntArray) -> None:
        self._edges.append((start, end, np.broadcast_to(room, start.shape)))

    def _write(self) -> None:
        size_max, sink = self.problem.rules.size_max, self.nodes - 1
        own = np.arange(1, 1 + len(self.people))
        self._add(np.zeros(len(own), dtype=np.int64), own, 1)
        leaders = self.first_leader + np.arange(len(self.problem.facilitators))
        groups = np.array(self.shared.groups, dtype=np.int64)
        self._add(leaders, np.full(len(leaders), sink), groups * size_max)
        for number, pattern in enumerate(self.patterns):
            for language in range(len(self.problem.languages)):
                self._write_starts(number, pattern, language)

    def _write_starts(self, number: int, pattern: int, language: int) -> None:
        problem, shared = self.problem, self.shared
        base = self.first_start + number * self.starts + language * problem.slots
        led = shared.led(pattern)[language]
        able = shared.usable & problem.leads[:, language] & ((pattern & ~shared.skills) == 0)
        leader, slot = np.nonzero(problem.facilitator_free & able[:, None])
        self._add(base + slot, self.first_leader + leader, problem.rules.size_max)
        whose = problem.speaks[self.people, language] & (problem.need_bits[self.people] == pattern)
        person, slot = np.nonzero(problem.free[self.people] & whose[:, None] & led)
        self._add(1 + person, base + slot, 1)

    def leaders_of(self, reached: IntArray) -> list[int]:
        """The facilitators of the starts on the near side of the cut."""
        starts = reached[(reached >= self.first_start) & (reached < self.nodes - 1)]
        ends = self.end[np.isin(self.start, starts)]
        return sorted({int(node) - self.first_leader for node in ends})


def cut_reason(problem: Problem, cut: Cut) -> Reason:
    """The cut in words."""
    ids = tuple(problem.students[p].id for p in cut.people)
    leaders = tuple(problem.facilitators[f].id for f in cut.leaders)
    missing = -(-cut.missing // problem.rules.size_max)
    languages = [problem.languages[k] for k in np.flatnonzero(problem.speaks[cut.people].any(axis=0))]
    text = (
        f"At most {cut.seats} of {cut.asked} students can be led at once: for {names(ids)} there are too few "
        f"facilitators in their hours. Find a facilitator for {missing} more group(s) in {' or '.join(languages)}."
    )
    return Reason("facilitator_capacity", text, ids, leaders, cause=text)
