"""A picture of the cohort: who is like whom, on a plane, with the regions of people who are alike.

Principal components of attributes that members of a group see of each other anyway: country, institution, first
language, subject, level in the working languages, experience. Gender, access needs, drop-out risk and free hours have
no part in it, so that no place on the map can be read as one of them; that is why the regions are clustered from these
attributes and are not the strata with which the search starts (strata.py), though the same clustering makes them.
Runs in the child process of a match run: scikit-learn clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.problem import FloatArray
from matching.engine.strata import cluster
from matching.engine.types import LEVELS, Student

SPAN = 1000
"""Places run from 0 to this on both axes."""
MARGIN = 40
"""Free at each edge, for people who share a spot."""
MOST_REGIONS = 8
"""More colours and shapes than this are not told apart."""
DEVIATIONS = 1.5
"""The half axes of a region, in standard deviations of its people's places: two people in three are inside."""


@dataclass(frozen=True, slots=True)
class Region:
    """People who are alike: how many, what most of them share (with the share), and an ellipse around them.

    ``ellipse``: centre x, centre y, half axis, half axis, degrees.
    """

    people: int
    country: str
    country_share: float
    discipline: str
    discipline_share: float
    ellipse: tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class CohortMap:
    """``points``: (student id, x, y, number of the region). ``told``: share of all differences that each axis shows."""

    points: tuple[tuple[str, int, int, int], ...]
    regions: tuple[Region, ...]
    told: tuple[float, float]


def draw(students: Sequence[Student], regions: int, seed: int) -> CohortMap:
    """The map of a cohort with about as many regions as a group has seats: a mixed group has one of most of them."""
    people = sorted(students, key=lambda one: one.id)
    rows = _features(people)
    flat, told = _flatten(rows)
    places = _placed(flat)
    labels = _by_size(cluster(rows, min(regions, MOST_REGIONS, len(people)), seed).tolist())
    points = tuple((one.id, int(x), int(y), label) for one, (x, y), label in zip(people, places, labels, strict=True))
    return CohortMap(points, tuple(_region(people, places, labels, n) for n in range(max(labels) + 1)), told)


def _features(people: Sequence[Student]) -> FloatArray:
    """float[people, d]: blocks of one column a class, and two numbers; each block has the variance 1 in all."""
    blocks = [
        _classes([one.country for one in people]),
        _classes([one.institution for one in people]),
        _classes([(one.first_languages or ("",))[0] for one in people]),
        _classes([one.discipline for one in people]),
        _numbers([max((LEVELS.index(level) for level in one.work_languages.values()), default=0) for one in people]),
        _numbers([one.experience for one in people]),
    ]
    return np.hstack([_of_variance_one(block) for block in blocks])


def _classes(values: Sequence[str]) -> FloatArray:
    names, codes = np.unique(values, return_inverse=True)
    result: FloatArray = np.eye(len(names))[codes]
    return result


def _numbers(values: Sequence[float]) -> FloatArray:
    return np.array(values, dtype=float)[:, None]


def _of_variance_one(block: FloatArray) -> FloatArray:
    centred: FloatArray = block - block.mean(axis=0)
    variance = float(centred.var(axis=0).sum())
    return centred / np.sqrt(variance) if variance > 0 else centred


def _flatten(rows: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
    """The two directions in which people differ most, and the share of all variance in each.

    The sign of a direction is free: the largest loading is made positive, so that the same people give one picture.
    """
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.where(np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0) < 0, -1.0, 1.0)
    total = float(values.clip(min=0).sum()) or 1.0
    first, second = (float(share) for share in (values[::-1][:2].clip(min=0) / total))
    return rows @ axes, (round(first, 4), round(second, 4))


def _placed(flat: FloatArray) -> FloatArray:
    """Whole numbers from 0 to SPAN on each axis; people on one spot are set on a small spiral around it."""
    low, reach = flat.min(axis=0), np.ptp(flat, axis=0)
    differ = reach > 1e-9
    scaled = MARGIN + (flat - low) / np.where(differ, reach, 1.0) * (SPAN - 2 * MARGIN)
    scaled = np.where(differ, scaled, SPAN / 2)
    seen: Counter[tuple[int, int]] = Counter()
    for row in scaled:
        spot = (round(row[0]), round(row[1]))
        turn, away = 2.4 * seen[spot], 9.0 * np.sqrt(seen[spot])
        row += (away * np.cos(turn), away * np.sin(turn))
        seen[spot] += 1
    result: FloatArray = scaled.clip(0, SPAN).round()
    return result


def _by_size(labels: Sequence[int]) -> list[int]:
    """Labels numbered anew from the largest region on; equals by who comes first."""
    order = {label: number for number, (label, _count) in enumerate(Counter(labels).most_common())}
    return [order[label] for label in labels]


def _region(people: Sequence[Student], places: FloatArray, labels: Sequence[int], number: int) -> Region:
    inside = [row for row, label in enumerate(labels) if label == number]
    country, from_there = Counter(people[row].country for row in inside).most_common(1)[0]
    discipline, study_it = Counter(people[row].discipline for row in inside).most_common(1)[0]
    return Region(
        people=len(inside),
        country=country,
        country_share=round(from_there / len(inside), 3),
        discipline=discipline,
        discipline_share=round(study_it / len(inside), 3),
        ellipse=_ellipse(places[inside]),
    )


def _ellipse(places: FloatArray) -> tuple[float, float, float, float, float]:
    centre = places.mean(axis=0)
    around = places - centre
    values, vectors = np.linalg.eigh(around.T @ around / len(places))
    half = DEVIATIONS * np.sqrt(values.clip(min=0)) + 12  # twelve: a region of one place is still a spot
    degrees = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    return (*(round(float(value), 1) for value in (centre[0], centre[1], half[1], half[0])), round(degrees, 1))  # type: ignore[return-value]
