"""Proof by flow that the facilitators cannot hold everybody: students -> (start, language) -> facilitators."""

from __future__ import annotations

import numpy as np

from matching.engine.diagnose import most_groups, names
from matching.engine.problem import Problem
from matching.engine.types import Reason


def facilitator_bottleneck(problem: Problem) -> Reason | None:
    """The students of the smallest cut when fewer than all can flow; None when the relaxation holds everybody.

    A relaxation: a facilitator holds size_max people for each group they can lead, whatever the starts.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    edges, nodes, sink = _network(problem)
    start, end, room = (np.array(column, dtype=np.int32) for column in zip(*edges, strict=True))
    graph = csr_array((room, (start, end)), shape=(nodes, nodes))
    result = maximum_flow(graph, 0, sink)
    if result.flow_value >= problem.size:
        return None
    rest = csr_array(graph - result.flow)
    rest.data = np.maximum(rest.data, 0)
    rest.eliminate_zeros()
    reached = breadth_first_order(rest, 0, return_predecessors=False)
    people = sorted(int(node) - 1 for node in reached if 1 <= node <= problem.size)
    return _reason(problem, people, int(result.flow_value))


def _network(problem: Problem) -> tuple[list[tuple[int, int, int]], int, int]:
    """Edges (from, to, room), number of nodes, number of the sink; node 0 is the source."""
    rules, people, leaders = problem.rules, problem.size, len(problem.facilitators)
    first_leader = 1 + people
    first_start = first_leader + leaders
    starts = len(problem.languages) * problem.slots
    sink = first_start + starts
    edges = [(0, 1 + p, 1) for p in range(people)]
    used = set()
    for leader in range(leaders):
        edges.append((first_leader + leader, sink, most_groups(problem, leader) * rules.size_max))
        for language in np.flatnonzero(problem.leads[leader]):
            for slot in np.flatnonzero(problem.facilitator_free[leader]):
                node = int(language) * problem.slots + int(slot)
                used.add(node)
                edges.append((first_start + node, first_leader + leader, rules.size_max))
    for person in range(people):
        for language in np.flatnonzero(problem.speaks[person]):
            for slot in np.flatnonzero(problem.free[person]):
                node = int(language) * problem.slots + int(slot)
                if node in used:
                    edges.append((1 + person, first_start + node, 1))
    return edges, sink + 1, sink


def _reason(problem: Problem, people: list[int], seats: int) -> Reason:
    ids = tuple(problem.students[p].id for p in people)
    reach = problem.free[people].any(axis=0)
    leaders = tuple(f.id for k, f in enumerate(problem.facilitators) if (problem.facilitator_free[k] & reach).any())
    missing = -(-(problem.size - seats) // problem.rules.size_max)
    languages = sorted({problem.languages[k] for p in people for k in np.flatnonzero(problem.speaks[p])})
    text = (
        f"At most {seats} of {problem.size} students can be led at once: for {names(ids)} there are too few "
        f"facilitators in their hours. Find a facilitator for {missing} more group(s) in {' or '.join(languages)}."
    )
    return Reason("facilitator_capacity", text, ids, leaders)
