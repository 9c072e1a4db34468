"""J, 0 to 100: the exact quality of an answer, component by component (1 = at its bound, 0 = random).

The search works on the additive form in ``kernels/price.py``; this is the full definition that is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.bounds import Bounds
from matching.engine.component_bounds import DROPOUT_AT_ZERO, ISOLATES_AT_ZERO, component_bounds
from matching.engine.problem import Problem
from matching.engine.weeks import IntArray

BLOC_SHARE = 0.6
"""A first-language bloc is this share of a group or more."""
CROWD = 3
"""One of a country is alone beside this many of another."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and by whom a group is led: slot, facilitator, working language (all numbers of the problem)."""

    slot: int
    facilitator: int
    language: int


@dataclass(frozen=True, slots=True)
class Seating:
    """One group of an answer in numbers: people, slot, facilitator, working language."""

    members: tuple[int, ...]
    slot: int
    facilitator: int
    language: int


@dataclass(frozen=True, slots=True)
class Quality:
    """``total`` is J; ``details`` are raw figures, those named ``best_...`` the bounds at which components are 1."""

    total: float
    components: dict[str, float]
    details: dict[str, float]
    problem: Problem = field(repr=False, compare=False)
    seatings: tuple[Seating, ...] = field(repr=False, compare=False)

    @property
    def bounds(self) -> dict[str, float]:
        """An upper bound of every component, and of ``total``, for groups of these sizes (0.2 s at 600 students)."""
        people = [member for seating in self.seatings for member in seating.members]
        return component_bounds(self.problem, people, [len(s.members) for s in self.seatings])


def measure(problem: Problem, seatings: Sequence[Seating]) -> Quality:
    """The quality of a whole answer; the seatings may leave people out (then the cohort is those placed)."""
    people = np.concatenate([np.array(s.members, dtype=np.int64) for s in seatings])
    sizes = np.array([len(s.members) for s in seatings], dtype=np.int64)
    label = np.repeat(np.arange(len(sizes)), sizes)
    bounds = Bounds(problem, sizes.tolist())
    isolated = sum(len(isolates(problem, s.members, s.language)) for s in seatings)
    shrink = float(np.mean([shrink_chance(problem, s.members) for s in seatings]))
    balance = _between_variance(problem, people, label, sizes)
    target = (sizes >= problem.rules.target_min) & (sizes <= problem.rules.target_max)
    likeness = _likeness(problem, seatings) / bounds.pairs
    topic_range = bounds.topic - bounds.topic_random
    components = {
        "mix": _mix(problem, people, label, bounds),
        "isolates": max(-1.0, 1 - isolated / len(people) / ISOLATES_AT_ZERO),
        "balance": float(np.clip(1 - (balance - bounds.balance) / (1 - bounds.balance), -1, 1))
        if bounds.balance < 1
        else 1.0,
        "dropout": max(-1.0, 1 - shrink / DROPOUT_AT_ZERO),
        "topic": float(np.clip((likeness - bounds.topic_random) / topic_range, -1, 1)) if topic_range > 0 else 1.0,
        "size": float(target.mean()),
        "slack": float(np.mean([has_second_start(problem, s) for s in seatings])),
    }
    return Quality(
        total=100 * sum(weight * components[key] for key, weight in problem.weights.components().items()),
        components=components,
        details={
            "isolated_students": isolated,
            "between_variance": balance,
            "mean_shrink_chance": shrink,
            "best_between_variance": bounds.balance,
            "best_topic_likeness": bounds.topic,
            **{f"best_mix_{key}": value for key, value in bounds.mix.items()},
        },
        problem=problem,
        seatings=tuple(seatings),
    )


def _mix(problem: Problem, people: IntArray, label: IntArray, bounds: Bounds) -> float:
    total = 0.0
    for key, weight in problem.weights.mix_shares().items():
        codes = problem.codes[key][people]
        width = int(codes.max()) + 1
        together = np.bincount(label * width + codes)
        same = int((together * (together - 1) // 2).sum())
        upper = bounds.mix[key]
        total += weight * ((1 - same / bounds.pairs) / upper if upper > 0 else 1.0)
    return total


def _between_variance(problem: Problem, people: IntArray, label: IntArray, sizes: IntArray) -> float:
    """B: 1 is a random partition, 0 means identical groups; a mean over families of a mean over columns."""
    if not problem.families:
        return 0.0
    groups = len(sizes)
    each = []
    for family in problem.families:
        sums = np.zeros((groups, family.columns.shape[1]))
        np.add.at(sums, label, family.columns[people])
        each.append(float(((sums**2 / sizes[:, None]).sum(axis=0) / max(1, groups - 1)).mean()))
    return float(np.mean(each))


def _likeness(problem: Problem, seatings: Sequence[Seating]) -> float:
    total = 0.0
    for seating in seatings:
        kinds = problem.topic_kind[list(seating.members)]
        total += (float(problem.topic_likeness[np.ix_(kinds, kinds)].sum()) - len(kinds)) / 2
    return total


def shrink_chance(problem: Problem, members: Sequence[int]) -> float:
    """P(fewer than size_min + 1 stay), everybody leaving independently with their risk."""
    limit = problem.rules.size_min + 1
    stay = [1.0] + [0.0] * limit
    for person in members:
        risk = problem.risk_list[person]
        for count in range(limit, 0, -1):
            stay[count] = stay[count] * risk + stay[count - 1] * (1 - risk)
        stay[0] *= risk
    return sum(stay[:limit])


def isolates(problem: Problem, members: Sequence[int], language: int) -> set[int]:
    """The members who are alone in their group: by told gender, by country, or beside a language bloc."""
    return (
        gender_isolates(problem, members)
        | _country_isolates(problem, members)
        | _bloc_outsiders(problem, members, language)
    )


def gender_isolates(problem: Problem, members: Sequence[int]) -> set[int]:
    """The only f or the only m of a group, when the cohort has more of them; x and not told never count."""
    found: set[int] = set()
    gender = problem.gender_list
    for kind in (1, 2):
        same = [person for person in members if gender[person] == kind]
        if len(same) == 1 and problem.gender_totals[kind] > 1 and len(members) > 1:
            found.add(same[0])
    return found


def _country_isolates(problem: Problem, members: Sequence[int]) -> set[int]:
    country = problem.country
    counts: dict[int, int] = {}
    for person in members:
        counts[country[person]] = counts.get(country[person], 0) + 1
    if max(counts.values()) < CROWD:
        return set()
    return {p for p in members if counts[country[p]] == 1 and problem.country_totals[country[p]] > 1}


def _bloc_outsiders(problem: Problem, members: Sequence[int], language: int) -> set[int]:
    counts: dict[int, int] = {}
    for person in members:
        for spoken in problem.spoken_first[person]:
            counts[spoken] = counts.get(spoken, 0) + 1
    working = problem.language_codes[language]
    limit = BLOC_SHARE * len(members)
    blocs = {spoken for spoken, count in counts.items() if count >= limit and spoken != working}
    if not blocs:
        return set()
    return {
        person
        for person in members
        if all(counts[x] == 1 for x in problem.spoken_first[person]) and blocs - set(problem.spoken_first[person])
    }


def has_second_start(problem: Problem, seating: Seating) -> bool:
    """Whether all members and the facilitator share another start at least two hours away."""
    free = problem.facilitator_bits[seating.facilitator] & ~problem.two_hours_off[seating.slot]
    for person in seating.members:
        free &= problem.free_bits[person]
    return bool(free)
