"""Slots and facilitators for groups that were made without: the best that can be had for them afterwards.

Each group is priced with every facilitator at that facilitator's best start and language; scipy assigns at least
cost, and clashes of one facilitator are moved to their next best starts.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.peers.case import Case, Ints
from matching.engine.problem import Problem

FAR = 1000


def with_best_sessions(case: Case, labels: Ints) -> list[tuple[int, int, int]]:
    """(slot, facilitator, language) for each label 0 to groups - 1."""
    problem = case.problem
    members = [np.flatnonzero(labels == row) for row in range(int(labels.max()) + 1)]
    missing = [_missing(problem, people) for people in members]
    leaders = [f for f, most in enumerate(problem.capacity) for _ in range(most)]
    costs = {f: np.array([_least(problem, f, table, people)[0] for table, people in zip(missing, members, strict=True)])
             for f in set(leaders)}  # fmt: skip
    price = np.column_stack([costs[f] for f in leaders])
    rows, chosen = linear_sum_assignment(price)
    led: dict[int, list[int]] = {}
    sessions = [(0, 0, 0)] * len(members)
    for row, column in zip(rows.tolist(), chosen.tolist(), strict=True):
        leader = leaders[column]
        slot, language = _least(problem, leader, missing[row], members[row], led.setdefault(leader, []))[1:]
        led[leader].append(slot)
        sessions[row] = (slot, leader, language)
    for row in set(range(len(members))) - set(rows.tolist()):
        slot, language = _least(problem, 0, missing[row], members[row])[1:]
        sessions[row] = (slot, 0, language)
    return sessions


def _missing(problem: Problem, people: Ints) -> Ints:
    """int[slots, languages]: members who are not free or have too little of the language."""
    busy = (~problem.free[people]).sum(axis=0)
    weak = (~problem.speaks[people]).sum(axis=0)
    table: Ints = busy[:, None] + weak[None, :]
    return table


def _least(
    problem: Problem, leader: int, missing: Ints, people: Ints, taken: list[int] | None = None
) -> tuple[int, int, int]:
    """The least number of broken rules with this facilitator, and the start and language that have it."""
    price = missing + (~problem.facilitator_free[leader])[:, None] + (~problem.leads[leader])[None, :]
    for slot in taken or []:
        near = [s for s in range(problem.slots) if problem.near[slot] >> s & 1]
        price[near] = price[near] + FAR
    needs = int(np.bitwise_or.reduce(problem.need_bits[people])) if len(people) else 0
    slot, language = np.unravel_index(int(price.argmin()), price.shape)
    return int(price.min()) + bool(needs & ~problem.skill_bits[leader]), int(slot), int(language)
