"""What kernels read and write: a cohort, the scale of J, the groups, and a bench to work on; all flat arrays.

n people, r rows (groups that may be open), f facilitators, s slots, w words of 64 slots, d balance columns.
"""

from __future__ import annotations

from typing import Any, NamedTuple

STATS = 10
"""Figures kept for each group: see ``SAME`` to ``SECOND``."""
SAME, ISOLATED, BETWEEN, SHRINKS, LIKENESS, ON_TARGET, SECOND = 0, 4, 5, 6, 7, 8, 9
"""Pairs alike in country, institution, first language, discipline (0 to 3); isolated students; the group's part of
B times (groups - 1); chance to shrink; sum of topic likeness over pairs; size in the target; has a second start."""
CLOSED = -1
"""Slot of a row without a group; also row of a person without one."""

Array = Any
"""A NumPy array; shapes and kinds stand beside each field."""


class Rules(NamedTuple):
    """The hard rules in numbers."""

    size_min: int
    size_max: int
    target_min: int
    target_max: int
    institutions: int
    countries: int
    slots: int


class Cohort(NamedTuple):
    """People and facilitators; never written by kernels."""

    rules: Rules
    free: Array
    """uint64[n, w]: starts at which a whole session fits."""
    speaks: Array
    """int64[n]: bit for each working language at its least level."""
    needs: Array
    """int64[n]: bit for each access need that asks for a skill."""
    codes: Array
    """uint64[n]: country, institution, first language, discipline, 16 bits each from the lowest."""
    tongues: Array
    """uint64[n, words]: bit for each first language."""
    gender: Array
    """int64[n]: 1 f, 2 m, 0 not counted."""
    company: Array
    """int64[n]: bit 0 if the cohort has more of one's gender, bit 1 if more of one's country."""
    topics: Array
    """uint64[n, words]: bit for each topic."""
    balance: Array
    """float64[n, d]: standardised, scaled so that the sum of S^2 / size over d is the group's part of B."""
    risk: Array
    """float64[n]: chance to leave."""
    linked: Array
    """int32[n, k]: those who must sit with one, filled up with -1."""
    apart: Array
    """int32[n, k]: those who must not, filled up with -1."""
    pool: Array
    """int32[n]: pool of similar hours and language; -1 without clustering."""
    pool_start: Array
    """int32[pools + 1]: where each pool begins in ``pool_people``."""
    pool_people: Array
    """int32[n]"""
    alike: Array
    """int32[n]: stratum of similar people; -1 without clustering."""
    pattern: Array
    """int32[n]: which of ``patterns`` one's needs are."""
    patterns: Array
    """int64[p]: the different values of ``needs``."""
    home: Array
    """int32[n]: the row where one sat before; -1 when new or when nobody minds."""
    movable: Array
    """bool[n]: may change group."""
    host_free: Array
    """uint64[f, w]: starts of facilitators."""
    host_speaks: Array
    """int64[f]: bit for each language they may lead in."""
    host_skills: Array
    """int64[f]"""
    host_limit: Array
    """int64[f]: most groups."""
    near: Array
    """uint64[s, w]: slots too close for a second group of one facilitator."""
    close: Array
    """uint64[s, w]: slots less than two hours away."""
    language_tongue: Array
    """int64[languages]: the working language among first languages, or -1."""


class Scale(NamedTuple):
    """What J is measured against, for the whole cohort."""

    classes: Array
    """int64[c]: sizes of the classes of the four mix attributes, one after the other."""
    class_start: Array
    """int64[5]"""
    mix_shares: Array
    """float64[4]"""
    weights: Array
    """float64[7]: mix, isolates, balance, dropout, topic, size, slack; they add up to 100."""
    binary: Array
    """int64[b]: how many have each yes/no property of the balance families."""
    binary_price: Array
    """float64[b]: weight of the column over its variance."""
    seat_size: Array
    """int64[m]: all (size, seat) pairs by rising (2 seat + 1) / size: the size."""
    seat_cost: Array
    """float64[m]: that cost."""
    topic_best: Array
    """float64[size_max + 1]: likeness to one's nearest k others, by k."""
    topic_random: float


class Groups(NamedTuple):
    """Rows with their people and sessions; written by kernels."""

    members: Array
    """int32[r, size_max]"""
    count: Array
    """int64[r]"""
    slot: Array
    """int64[r]; CLOSED without a group."""
    host: Array
    """int64[r]: facilitator."""
    language: Array
    """int64[r]"""
    stats: Array
    """float64[r, STATS]"""
    row: Array
    """int64[n]: the row of each person; CLOSED without one."""
    led: Array
    """int64[f, most]: rows of each facilitator."""
    led_count: Array
    """int64[f]"""
    fixed: Array
    """bool[r]: slot, facilitator and language stay."""
    sums: Array
    """float64[STATS]: the stats of all rows together."""
    sizes: Array
    """int64[size_max + 1]: how many open rows have each size."""
    away: Array
    """int64[2]: people away from home, and the most allowed."""


class Bench(NamedTuple):
    """Room to work in, of one thread."""

    chance: Array
    """uint64[1]: state of the random numbers."""
    exponential: Array
    """float64[4096]: draws of -log(u) in order, rounded so that every machine has the same."""
    plan: Array
    """int64[2, 4]: for each of two rows: the row, the slot it would have, how many leave it, how many it would be."""
    moving: Array
    """int32[2, size_max + 1]: who leaves each of the rows."""
    seats: Array
    """int32[2, size_max + 1]: members of the rows after the change."""
    stats: Array
    """float64[2, STATS]: their figures."""
    away_price: Array
    """float64[1]: points of J that it costs to have one more person away from home."""
    slope: Array
    """float64[STATS]: points of J for each unit of the sums."""
    resize: Array
    """float64[size_max + 1, size_max + 1]: points of J when a group of size a loses one to a group of size b."""
    pad: Array
    """float64[d + size_max + 2]"""
    free: Array
    """uint64[4, w]"""
    rest_sums: Array
    """float64[STATS]: of groups outside this part of the cohort."""
    rest_sizes: Array
    """int64[size_max + 1]"""
    trial: Array
    """int64[size_max + 1]: sizes tried."""
    frame: Array
    """float64[16]: bounds for the present sizes."""


class Stage(NamedTuple):
    """Room to open groups and seat people, of one thread. Lists hold people; how many stands beside them."""

    waiting: Array
    """int32[n]"""
    crowd: Array
    """int32[n]: who could sit in a meeting."""
    focus: Array
    """int32[n]: around whom to polish."""
    marked: Array
    """bool[n]"""
    options: Array
    """float64[n]: how many (start, language) pairs one could have."""
    worth: Array
    """float64[n]: of those in ``crowd``: what they are worth beside the members."""
    demand: Array
    """float64[languages, s]: how many scarce people each start would rescue."""
    host_open: Array
    """uint64[f, w]: starts at which each facilitator could lead one more group."""
    possible: Array
    """uint64[p, languages, w]: starts at which somebody could lead people with these needs."""
    queue: Array
    """int64[n, 3]: chains: who moves, the row they leave, the entry of the one who takes that seat."""
    seats: Array
    """int32[size_max + 1]: members of a meeting in the making."""
    rows: Array
    """int64[r]"""
    score: Array
    """float64[r]"""
