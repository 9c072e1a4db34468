"""Every group that a small cohort allows, with its figures: the columns of the exact partition.

A set of people is a row of yes/no; a column is a set with a facilitator and the language in which fewest are alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.problem import FloatArray, Problem
from matching.engine.quality import BLOC_SHARE, CROWD
from matching.engine.types import MIX_ATTRIBUTES
from matching.engine.weeks import BoolArray, IntArray

MOST_SUBSETS = 600_000
"""Subsets looked at; a cohort with more is left to the search."""
MOST_SETS = 150_000
MOST_COLUMNS = 200_000
ISOLATED, BETWEEN, SHRINKS, LIKENESS, SECOND = 4, 5, 6, 7, 8
"""Places in the figures of a column after the pairs alike in the four mix attributes (0 to 3)."""
FIGURES = 9

MaskArray = npt.NDArray[np.int64]


class TooMany(Exception):
    """The cohort allows more groups than can be listed."""


@dataclass(frozen=True, slots=True)
class Columns:
    """k columns over m sets."""

    people: FloatArray
    """float[m, students]: 1 where a person is in the set."""
    of: IntArray
    """int[k]: the set."""
    size: IntArray
    leader: IntArray
    language: IntArray
    figures: FloatArray
    """float[k, FIGURES]"""
    window: tuple[tuple[int, IntArray], ...]
    """(facilitator, columns): those that all begin within one gap, of which one at most can be led."""


def make_columns(problem: Problem) -> Columns:
    """All columns, the same for the same cohort. Raises TooMany."""
    maker = _Maker(problem)
    for leader in range(len(problem.facilitators)):
        if problem.capacity[leader]:
            maker.lead(leader)
    return maker.columns()


class _Maker:
    """The sets of a cohort, and the columns made of them so far."""

    def __init__(self, problem: Problem) -> None:
        sets = _sets(problem)
        people = (sets[:, None] >> np.arange(problem.size) & 1).astype(np.float64)
        self.problem, self.people = problem, people[_varied(problem, people)]
        self.plain = _plain_figures(problem, self.people)
        languages = range(len(problem.languages))
        self.alone = np.stack([_isolated(problem, self.people, code) for code in languages], axis=1)
        self.speaks = self.people @ (~problem.speaks).astype(np.float64) == 0
        rows, kind = np.unique(_common_starts(problem, self.people), axis=0, return_inverse=True)
        self.kind = kind.ravel()
        """Which row of ``starts`` each set has."""
        self.starts = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")[:, : problem.slots].astype(bool)
        self.made: list[tuple[IntArray, IntArray, IntArray, FloatArray]] = []
        self.windows: list[tuple[int, IntArray]] = []
        self.total = 0

    def lead(self, leader: int) -> None:
        """The columns of one facilitator: with a second start, and without where that is all there is.

        One who leads several groups may need a start without a second one for the sake of another group.
        """
        problem = self.problem
        unable = ((problem.need_bits & ~problem.skill_bits[leader]) != 0).astype(np.float64)
        spoken = self.speaks & problem.leads[leader]
        possible = (self.people @ unable == 0) & spoken.any(axis=1)
        free = self.starts & problem.facilitator_free[leader]
        second = starts_with_second(problem, free)
        self._add(leader, possible, spoken, second, True)
        plain = free & ~second
        if problem.capacity[leader] == 1:
            plain &= ~second.any(axis=1)[:, None]
        self._add(leader, possible, spoken, plain, False)

    def _add(self, leader: int, possible: BoolArray, spoken: BoolArray, starts: BoolArray, second: bool) -> None:
        chosen = np.flatnonzero(possible & starts.any(axis=1)[self.kind])
        alone = np.where(spoken[chosen], self.alone[chosen], np.inf)
        figures = np.zeros((len(chosen), FIGURES))
        figures[:, :SECOND] = self.plain[chosen]
        figures[:, ISOLATED], figures[:, SECOND] = alone.min(axis=1, initial=np.inf), second
        self.made.append((chosen, np.full(len(chosen), leader), alone.argmin(axis=1), figures))
        if self.problem.capacity[leader] > 1:
            for inside in _windows(self.problem, starts):
                self.windows.append((leader, self.total + np.flatnonzero(inside[self.kind[chosen]])))
        self.total += len(chosen)
        if self.total > MOST_COLUMNS:
            raise TooMany

    def columns(self) -> Columns:
        """All that were made."""
        of, leaders, language, figures = (np.concatenate(part) for part in zip(*self.made, strict=True))
        size = self.people.sum(axis=1).astype(np.int64)[of]
        windows = tuple((leader, columns) for leader, columns in self.windows if len(columns) > 1)
        return Columns(self.people, of, size, leaders, language, figures, windows)


def _sets(problem: Problem) -> MaskArray:
    """Sets of allowed sizes that some facilitator and start suit, as bits, rising."""
    crowds = _crowds(problem)
    if sum(1 << int(crowd).bit_count() for crowd in crowds) > MOST_SUBSETS:
        raise TooMany
    found = [_subsets(problem, crowd) for crowd in crowds]
    sets: MaskArray = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))
    if len(sets) > MOST_SETS:
        raise TooMany
    return sets


def _crowds(problem: Problem) -> list[int]:
    """Who could attend each meeting, as bits; only those that are not part of another."""
    found = set()
    for leader in range(len(problem.facilitators)):
        able = (problem.need_bits & ~problem.skill_bits[leader]) == 0
        for language in np.flatnonzero(problem.leads[leader]):
            fits = able & problem.speaks[:, language]
            for slot in np.flatnonzero(problem.facilitator_free[leader]):
                who = np.flatnonzero(fits & problem.free[:, slot])
                found.add(sum(1 << int(person) for person in who))
    kept: list[int] = []
    for crowd in sorted(found, key=lambda bits: (-bits.bit_count(), bits)):
        if crowd.bit_count() >= problem.rules.size_min and all(crowd & ~other for other in kept):
            kept.append(crowd)
    return kept


def _subsets(problem: Problem, crowd: int) -> MaskArray:
    """The subsets of a crowd of allowed sizes that keep links."""
    places = [person for person in range(problem.size) if crowd >> person & 1]
    chosen = np.arange(1 << len(places), dtype=np.int64)
    count = np.bitwise_count(chosen)
    chosen = chosen[(count >= problem.rules.size_min) & (count <= problem.rules.size_max)]
    bits = np.zeros_like(chosen)
    for place, person in enumerate(places):
        bits |= (chosen >> place & 1) << person
    for unit in problem.units.values():
        if len(unit) > 1:
            whole = sum(1 << person for person in unit)
            bits = bits[((bits & whole) == 0) | ((bits & whole) == whole)]
    for person, others in enumerate(problem.apart):
        for other in others:
            pair = 1 << person | 1 << other
            bits = bits[(bits & pair) != pair]
    return bits


def _varied(problem: Problem, people: FloatArray) -> BoolArray:
    """Sets with enough institutions and countries."""
    rules = problem.rules
    enough = (_counts(problem, people, "institution") > 0).sum(axis=1) >= rules.min_institutions
    varied: BoolArray = enough & ((_counts(problem, people, "country") > 0).sum(axis=1) >= rules.min_countries)
    return varied


def _counts(problem: Problem, people: FloatArray, attribute: str) -> FloatArray:
    """float[m, classes]: how many of each class."""
    codes = problem.codes[attribute]
    counts: FloatArray = people @ np.eye(int(codes.max()) + 1)[codes]
    return counts


def _plain_figures(problem: Problem, people: FloatArray) -> FloatArray:
    """float[m, SECOND]: what depends on the people alone (isolated students are left 0)."""
    size = people.sum(axis=1)
    made = np.zeros((len(people), SECOND))
    for place, attribute in enumerate(MIX_ATTRIBUTES):
        counts = _counts(problem, people, attribute)
        made[:, place] = (counts * (counts - 1)).sum(axis=1) / 2
    for family in problem.families:
        sums = people @ family.columns
        made[:, BETWEEN] += (sums**2).mean(axis=1) / size / len(problem.families)
    made[:, SHRINKS] = _shrinks(problem, people)
    likeness = problem.topic_likeness[np.ix_(problem.topic_kind, problem.topic_kind)]
    made[:, LIKENESS] = (((people @ likeness) * people).sum(axis=1) - size) / 2
    return made


def _shrinks(problem: Problem, people: FloatArray) -> FloatArray:
    """``quality.shrink_chance`` of every set."""
    limit = problem.rules.size_min + 1
    stay = np.zeros((limit + 1, len(people)))
    stay[0] = 1.0
    for person, risk in enumerate(problem.risk_list):
        stays = people[:, person] * (1 - risk)
        stay[1:] += stays * (stay[:-1] - stay[1:])
        stay[0] -= stays * stay[0]
    chance: FloatArray = stay[:limit].sum(axis=0)
    return chance


def _isolated(problem: Problem, people: FloatArray, language: int) -> FloatArray:
    """How many of each set ``quality.isolates`` finds in this language."""
    alone = np.zeros(people.shape, dtype=bool)
    for kind in (1, 2):
        same = problem.gender == kind
        if problem.gender_totals[kind] > 1:
            alone |= ((people @ same) == 1)[:, None] & same
    countries = _counts(problem, people, "country")
    company = np.array(problem.country_totals)[problem.codes["country"]] > 1
    crowd = countries.max(axis=1, initial=0) >= CROWD
    alone |= crowd[:, None] & (countries[:, problem.codes["country"]] == 1) & company
    spoken = np.zeros((problem.size, max((max(row) for row in problem.spoken_first), default=0) + 1))
    for person, tongues in enumerate(problem.spoken_first):
        spoken[person, tongues] = 1
    counts = people @ spoken
    bloc = counts >= BLOC_SHARE * people.sum(axis=1)[:, None]
    if 0 <= problem.language_codes[language] < spoken.shape[1]:
        bloc[:, problem.language_codes[language]] = False
    others = (counts > 1).astype(np.float64) @ spoken.T == 0
    outside = bloc.astype(np.float64) @ (1 - spoken).T > 0
    alone |= others & outside
    found: FloatArray = (alone * people).sum(axis=1)
    return found


def _common_starts(problem: Problem, people: FloatArray) -> npt.NDArray[np.uint64]:
    """uint64[m, w]: starts at which the whole set is free."""
    common = np.full((len(people), problem.free_words.shape[1]), ~np.uint64(0))
    for person in range(problem.size):
        common[people[:, person] > 0] &= problem.free_words[person]
    return common


def starts_with_second(problem: Problem, free: BoolArray) -> BoolArray:
    """bool[rows, slots]: the starts beside which there is another at least two hours away."""
    close = np.array([[mask >> slot & 1 for slot in range(problem.slots)] for mask in problem.two_hours_off])
    second: BoolArray = free & (free.astype(np.float64) @ (1.0 - close).T > 0)
    return second


def _windows(problem: Problem, starts: BoolArray) -> list[BoolArray]:
    """Which rows begin wholly within a gap from each slot at which one of them begins."""
    gap = problem.calendar.clash_slots(problem.rules.facilitator_gap_minutes)
    found = []
    for slot in range(problem.slots):
        inside = np.zeros(problem.slots, dtype=bool)
        inside[(slot + np.arange(min(gap, problem.slots))) % problem.slots] = True
        rows = starts.any(axis=1) & ~(starts & ~inside).any(axis=1)
        if (rows & starts[:, slot]).any():
            found.append(rows)
    return found
