"""Who the students of a made-up cohort are: university -> languages, discipline -> gender, experience, risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.cohorts.clock import Bools, Ints
from bench.cohorts.places import DISCIPLINES, NATIVE, WOMEN_SHARE, University

TOPICS = (
    "climate",
    "migration",
    "peace",
    "health",
    "food",
    "media",
    "democracy",
    "gender",
    "heritage",
    "mobility",
    "work_future",
    "ai_ethics",
)
WORKING = ("en", "es", "fr")
LEAST = 3
"""B2."""
NOT_TOLD, WOMAN, MAN, OTHER = 0, 1, 2, 3
GENDERS = ("", "f", "m", "x")
EXPERIENCE_SHARES = (0.62, 0.265, 0.085, 0.03)
NEEDS = ("captions", "low_bandwidth", "screen_reader")
NEED_SHARES = (0.034, 0.048, 0.015)
MAIN_COURSES = 4
COURSE_SHARES = (0.55, 0.25, 0.10, 0.04)


@dataclass(slots=True)
class People:
    """Arrays with one row for each student."""

    universities: tuple[University, ...]
    university: Ints
    mother: list[tuple[str, ...]]
    levels: Ints
    """int[n, 3]: level in each of ``WORKING``, -1 = none."""
    discipline: Ints
    gender: Ints
    experience: Ints
    topics: Ints
    """int[n, 3]: three different topics."""
    needs: Bools
    """bool[n, 3]: which of ``NEEDS``."""
    risk: np.ndarray

    @property
    def speaks(self) -> Bools:
        """bool[n, 3]: which working languages are known well enough."""
        return self.levels >= LEAST


def make_people(size: int, universities: tuple[University, ...], chance: np.random.Generator) -> People:
    """``size`` students; everybody knows at least one working language well enough."""
    university = _spread(size, len(universities), chance)
    mother = _mother_tongues(university, universities, chance)
    levels = _levels(university, universities, mother, chance)
    discipline = _disciplines(university, len(universities), chance)
    experience = chance.choice(len(EXPERIENCE_SHARES), size, p=EXPERIENCE_SHARES)
    needs = chance.random((size, len(NEEDS))) < NEED_SHARES
    return People(
        universities=universities,
        university=university,
        mother=mother,
        levels=levels,
        discipline=discipline,
        gender=_genders(discipline, chance),
        experience=experience,
        topics=_topics(discipline, chance),
        needs=needs,
        risk=_risks(levels, experience, needs, chance),
    )


def _spread(size: int, count: int, chance: np.random.Generator) -> Ints:
    """Large and small partners: the shares fall with the rank, and a small cohort still has everybody in it."""
    shares = 1 / (np.arange(count) + 4.0) * chance.uniform(0.7, 1.3, count)
    drawn = chance.choice(count, size, p=shares / shares.sum())
    drawn[: 2 * count] = np.tile(np.arange(count), 2)[: min(size, 2 * count)]
    chance.shuffle(drawn)
    return drawn


def _mother_tongues(
    university: Ints, universities: tuple[University, ...], chance: np.random.Generator
) -> list[tuple[str, ...]]:
    """One first language each; 4 % grew up with two of their place's languages."""
    first, second = chance.random(len(university)), chance.random(len(university))
    two = chance.random(len(university)) < 0.04
    spoken = []
    for row, number in enumerate(university):
        names, shares = zip(*universities[number].mother.items(), strict=True)
        steps = np.cumsum(shares)
        own = [names[min(int(np.searchsorted(steps, x)), len(names) - 1)] for x in (first[row], second[row])]
        spoken.append(tuple(dict.fromkeys(own)) if two[row] else (own[0],))
    return spoken


def _levels(
    university: Ints, universities: tuple[University, ...], mother: list[tuple[str, ...]], chance: np.random.Generator
) -> Ints:
    size = len(university)
    levels = np.full((size, len(WORKING)), -1, dtype=np.int64)
    english = np.array([u.english for u in universities])[university]
    levels[:, 0] = np.clip(np.rint(english + chance.normal(0, 0.75, size)), 1, 5)
    for column, code in enumerate(WORKING[1:], 1):
        known = np.array([u.second.get(code, (0.0, 0.0)) for u in universities])[university]
        drawn = np.clip(np.rint(known[:, 1] + chance.normal(0, 0.8, size)), 1, 5)
        levels[:, column] = np.where(chance.random(size) < known[:, 0], drawn, -1)
    for column, code in enumerate(WORKING):
        levels[[code in own for own in mother], column] = NATIVE
    nothing = (levels < LEAST).all(axis=1)
    levels[nothing, 0] = LEAST
    return levels


def _disciplines(university: Ints, count: int, chance: np.random.Generator) -> Ints:
    """Each university sends mostly two courses, some of others."""
    shares = np.full((count, len(DISCIPLINES)), (1 - sum(COURSE_SHARES)) / (len(DISCIPLINES) - MAIN_COURSES))
    for row in shares:
        row[chance.permutation(len(DISCIPLINES))[:MAIN_COURSES]] = COURSE_SHARES
    return _choose(shares[university], chance)


def _choose(shares: np.ndarray, chance: np.random.Generator) -> Ints:
    """One column for each row, by the row's own shares."""
    steps = np.cumsum(shares, axis=1)
    drawn = chance.random(len(shares))[:, None] * steps[:, -1:]
    chosen: Ints = (drawn >= steps).sum(axis=1)
    return chosen


def _genders(discipline: Ints, chance: np.random.Generator) -> Ints:
    women = chance.random(len(discipline)) < np.array(WOMEN_SHARE)[discipline]
    told = chance.random(len(discipline))
    return np.where(told < 0.05, NOT_TOLD, np.where(told < 0.075, OTHER, np.where(women, WOMAN, MAN)))


def _topics(discipline: Ints, chance: np.random.Generator) -> Ints:
    """Three of twelve; a discipline leans a little towards some of them."""
    lean = chance.uniform(0.6, 1.6, (len(DISCIPLINES), len(TOPICS)))[discipline]
    keys = chance.random(lean.shape) ** (1 / lean)
    chosen: Ints = np.argsort(-keys, axis=1)[:, :3]
    return chosen


def _risks(levels: Ints, experience: Ints, needs: Bools, chance: np.random.Generator) -> np.ndarray:
    """The chance of leaving: less with experience and language, more with little bandwidth; mean about 0.09."""
    best = levels.max(axis=1)
    latent = -1.89 - 0.42 * experience - 0.38 * (best - 3) + 0.5 * needs[:, 1]
    latent = latent + chance.normal(0, 0.62, len(best))
    return np.round(1 / (1 + np.exp(-latent)), 3)
