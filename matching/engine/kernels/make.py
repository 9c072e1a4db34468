"""From a ``Problem`` to the arrays of the kernels, and back to seatings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.bounds import topic_bounds
from matching.engine.kernels.few import MOST_CHANGED, Few
from matching.engine.kernels.values import (
    CLOSED,
    STATS,
    Array,
    Bench,
    Cohort,
    Groups,
    Rules,
    Scale,
    Stage,
)
from matching.engine.problem import Problem, words_of
from matching.engine.quality import Seating
from matching.engine.strata import Strata
from matching.engine.types import MIX_ATTRIBUTES

PEOPLE_AT_ONCE = 500
"""Whose fitting groups are looked up in one table: 28 MB at 7,000 groups."""
SEATS_SORTED_TO = 64
"""Sizes up to this have exact balance bounds in the search; larger groups are rated against 0."""


def make_cohort(problem: Problem, strata: Strata) -> Cohort:
    """The whole cohort, nobody with a home, everybody movable."""
    size, rules = problem.size, problem.rules
    hosts = len(problem.facilitators)
    bits = 1 << np.arange(len(problem.languages), dtype=np.int64)
    codes = np.zeros(size, dtype=np.uint64)
    for place, key in enumerate(MIX_ATTRIBUTES):
        codes |= problem.codes[key].astype(np.uint64) << np.uint64(16 * place)
    width = problem.free_words.shape[1]
    host_free = np.array([words_of(b, width) for b in problem.facilitator_bits], dtype=np.uint64)
    return Cohort(
        rules=Rules(
            rules.size_min,
            rules.size_max,
            rules.target_min,
            rules.target_max,
            rules.min_institutions,
            rules.min_countries,
            problem.slots,
        ),
        free=np.array(problem.free_words, dtype=np.uint64),
        speaks=problem.speaks.astype(np.int64) @ bits,
        needs=np.array(problem.need_bits, dtype=np.int64),
        codes=codes,
        tongues=_bit_rows(problem.spoken_first),
        gender=np.array(problem.gender, dtype=np.int64),
        company=_company(problem),
        topics=_bit_rows([problem.topics_of_kind[kind] for kind in problem.topic_kind.tolist()]),
        balance=_balance(problem),
        risk=np.array(problem.risk, dtype=np.float64),
        linked=_padded([[q for q in problem.units[u] if q != p] for p, u in enumerate(problem.unit_of)]),
        apart=_padded([sorted(others) for others in problem.apart]),
        **_pools(strata),
        pattern=np.unique(problem.need_bits, return_inverse=True)[1].astype(np.int32),
        patterns=np.unique(problem.need_bits).astype(np.int64),
        home=np.full(size, CLOSED, dtype=np.int32),
        movable=np.ones(size, dtype=np.bool_),
        host_free=host_free.reshape(hosts, width),
        host_speaks=problem.leads.astype(np.int64) @ bits,
        host_skills=np.array(problem.skill_bits, dtype=np.int64),
        host_limit=np.array(problem.capacity, dtype=np.int64),
        near=np.array([words_of(b, width) for b in problem.near], dtype=np.uint64),
        close=np.array([words_of(b, width) for b in problem.two_hours_off], dtype=np.uint64),
        language_tongue=np.array(problem.language_codes, dtype=np.int64),
    )


def _company(problem: Problem) -> Array:
    gender = np.array(problem.gender_totals)[problem.gender] > 1
    country = np.array(problem.country_totals)[problem.codes["country"]] > 1
    return (gender & (problem.gender > 0)).astype(np.int64) | country.astype(np.int64) << 1


def _balance(problem: Problem) -> Array:
    families = problem.families
    columns = [f.columns / np.sqrt(len(families) * f.columns.shape[1]) for f in families]
    return np.ascontiguousarray(np.hstack([*columns, np.zeros((problem.size, 0))]), dtype=np.float64)


def _pools(strata: Strata) -> dict[str, Array]:
    order = np.argsort(strata.pool, kind="stable")
    count = int(strata.pool.max(initial=-1)) + 1
    start = np.searchsorted(strata.pool[order], np.arange(count + 1))
    return {
        "pool": strata.pool.astype(np.int32),
        "pool_start": start.astype(np.int32),
        "pool_people": order.astype(np.int32),
        "alike": strata.alike.astype(np.int32),
    }


def _bit_rows(places: Sequence[Sequence[int]]) -> Array:
    """uint64[rows, words] with a bit for each place."""
    most = max((max(row, default=0) for row in places), default=0)
    words = np.zeros((len(places), most // 64 + 1), dtype=np.uint64)
    lengths = [len(row) for row in places]
    rows = np.repeat(np.arange(len(places)), lengths)
    flat = np.fromiter((place for row in places for place in row), dtype=np.int64, count=sum(lengths))
    np.bitwise_or.at(words, (rows, flat // 64), np.uint64(1) << (flat % 64).astype(np.uint64))
    return words


def _padded(lists: Sequence[Sequence[int]]) -> Array:
    """int32[rows, longest], filled up with -1."""
    table = np.full((len(lists), max((len(row) for row in lists), default=0)), -1, dtype=np.int32)
    for row, values in enumerate(lists):
        if values:
            table[row, : len(values)] = values
    return table


def make_scale(problem: Problem) -> Scale:
    """What J is measured against."""
    weights, largest = problem.weights, problem.rules.size_max
    parts = weights.components()
    order = ("mix", "isolates", "balance", "dropout", "topic", "size", "slack")
    classes = [np.bincount(problem.codes[key]) for key in MIX_ATTRIBUTES]
    sizes, costs = _seats(min(largest, SEATS_SORTED_TO))
    counts, prices = [], []
    for family in problem.families:
        for count, variance in zip(family.binary_counts, family.variances, strict=True):
            if count >= 0:
                counts.append(count)
                prices.append(1.0 / variance / len(problem.families) / len(family.variances))
    topics = [topic_bounds(problem, partners) for partners in range(largest + 1)]
    return Scale(
        classes=np.concatenate(classes).astype(np.int64),
        class_start=np.cumsum([0, *map(len, classes)]).astype(np.int64),
        mix_shares=np.array([weights.mix_shares()[key] for key in MIX_ATTRIBUTES]),
        weights=100.0 * np.array([parts[name] for name in order]),
        binary=np.array(counts, dtype=np.int64),
        binary_price=np.array(prices, dtype=np.float64),
        seat_size=sizes,
        seat_cost=costs,
        topic_best=np.array([best for _, best in topics]),
        topic_random=topics[0][0],
    )


def _seats(largest: int) -> tuple[Array, Array]:
    """Sizes and costs of the seats that a class can take, cheapest first: seat x of a size s costs (2x + 1) / s."""
    sizes = np.repeat(np.arange(1, largest + 1), np.arange(1, largest + 1))
    seats = np.concatenate([np.arange(size) for size in range(1, largest + 1)])
    costs = (2 * seats + 1) / sizes
    order = np.argsort(costs, kind="stable")
    return sizes[order].astype(np.int64), costs[order]


def make_groups(cohort: Cohort, rows: int) -> Groups:
    """Rows without groups."""
    size, hosts, largest = len(cohort.free), len(cohort.host_free), cohort.rules.size_max
    most = int(cohort.host_limit.max(initial=1)) if hosts else 1
    return Groups(
        members=np.full((rows, largest), -1, dtype=np.int32),
        count=np.zeros(rows, dtype=np.int64),
        slot=np.full(rows, CLOSED, dtype=np.int64),
        host=np.full(rows, CLOSED, dtype=np.int64),
        language=np.full(rows, CLOSED, dtype=np.int64),
        stats=np.zeros((rows, STATS)),
        row=np.full(size, CLOSED, dtype=np.int64),
        led=np.full((hosts, max(1, min(most, cohort.rules.slots, rows))), -1, dtype=np.int64),
        led_count=np.zeros(hosts, dtype=np.int64),
        fixed=np.zeros(rows, dtype=np.bool_),
        sums=np.zeros(STATS),
        sizes=np.zeros(largest + 1, dtype=np.int64),
        away=np.array([0, size], dtype=np.int64),
    )


def make_bench(cohort: Cohort, chance: Array) -> Bench:
    """Room for one thread with its own stream of random numbers."""
    largest, width = cohort.rules.size_max, cohort.free.shape[1]
    quantiles = (np.arange(4096) + 0.5) / 4096
    return Bench(
        chance=chance,
        exponential=np.round(-np.log(quantiles), 6),
        plan=np.zeros((2, 4), dtype=np.int64),
        moving=np.zeros((2, largest + 1), dtype=np.int32),
        seats=np.zeros((2, largest + 1), dtype=np.int32),
        stats=np.zeros((2, STATS)),
        away_price=np.zeros(1),
        slope=np.zeros(STATS),
        resize=np.zeros((largest + 1, largest + 1)),
        pad=np.zeros(cohort.balance.shape[1] + largest + 2),
        free=np.zeros((4, width), dtype=np.uint64),
        rest_sums=np.zeros(STATS),
        rest_sizes=np.zeros(largest + 1, dtype=np.int64),
        trial=np.zeros(largest + 1, dtype=np.int64),
        frame=np.zeros(16),
    )


def make_stage(cohort: Cohort, rows: int) -> Stage:
    """Room for one thread."""
    size, (hosts, width), languages = len(cohort.free), cohort.host_free.shape, len(cohort.language_tongue)
    return Stage(
        waiting=np.zeros(size, dtype=np.int32),
        crowd=np.zeros(size, dtype=np.int32),
        focus=np.zeros(size, dtype=np.int32),
        marked=np.zeros(size, dtype=np.bool_),
        options=np.zeros(size),
        worth=np.zeros(size),
        demand=np.zeros((languages, cohort.rules.slots)),
        host_open=np.zeros((hosts, width), dtype=np.uint64),
        possible=np.zeros((len(cohort.patterns), languages, width), dtype=np.uint64),
        queue=np.zeros((size, 3), dtype=np.int64),
        seats=np.zeros(cohort.rules.size_max + 1, dtype=np.int32),
        rows=np.zeros(rows, dtype=np.int64),
        score=np.zeros(rows),
    )


def make_few(cohort: Cohort, groups: Groups) -> Few:
    """Who may change seats, and the open rows where they and those linked to them fit as these meet."""
    size, largest = len(cohort.free), cohort.rules.size_max
    nowhere: Array = np.zeros(0, dtype=np.int64)
    rows = [nowhere] * size
    movable = np.flatnonzero(cohort.movable)
    for first in range(0, len(movable), PEOPLE_AT_ONCE):
        some = movable[first : first + PEOPLE_AT_ONCE]
        for person, fits in zip(some.tolist(), _fits(cohort, groups, some), strict=True):
            rows[person] = np.flatnonzero(fits)
    alone = rows.copy()
    for person in np.flatnonzero((cohort.linked >= 0).any(axis=1)).tolist():
        for mate in cohort.linked[person]:
            rows[person] = np.intersect1d(rows[person], alone[mate]) if mate >= 0 else rows[person]
    people = sorted((p for p in range(size) if len(rows[p]) > 1), key=lambda p: (cohort.home[p] >= 0, p))
    return Few(
        people=np.array(people, dtype=np.int32),
        newcomers=np.array([sum(cohort.home[p] < 0 for p in people)], dtype=np.int64),
        row_start=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        rows=np.concatenate(rows).astype(np.int32),
        away=np.zeros(size, dtype=np.int32),
        count=np.zeros(2, dtype=np.int64),
        who=np.zeros(MOST_CHANGED, dtype=np.int32),
        to=np.zeros(MOST_CHANGED, dtype=np.int64),
        touched=np.zeros(2 * MOST_CHANGED, dtype=np.int64),
        seats=np.zeros((2 * MOST_CHANGED, largest + 1), dtype=np.int32),
        sizes=np.zeros(2 * MOST_CHANGED, dtype=np.int64),
        stats=np.zeros((2 * MOST_CHANGED, STATS)),
    )


def _fits(cohort: Cohort, groups: Groups, people: Array) -> Array:
    """bool[len(people), rows]: free at the start, able in the language, needs met by the facilitator."""
    slot, host = np.maximum(groups.slot, 0), np.maximum(groups.host, 0)
    free = cohort.free[np.ix_(people, slot >> 6)] >> (slot & 63).astype(np.uint64) & np.uint64(1) == 1
    able = cohort.speaks[people, None] >> np.maximum(groups.language, 0)[None, :] & 1 == 1
    met = cohort.needs[people, None] & ~cohort.host_skills[host][None, :] == 0
    return free & able & met & (groups.slot >= 0)[None, :]


def seatings_of(groups: Groups) -> list[Seating]:
    """The open rows as seatings."""
    return [
        Seating(
            tuple(groups.members[row, : groups.count[row]].tolist()),
            int(groups.slot[row]),
            int(groups.host[row]),
            int(groups.language[row]),
        )
        for row in np.flatnonzero(groups.slot >= 0)
    ]
