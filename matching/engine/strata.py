"""scikit-learn's part: which people are alike (to be dealt apart) and who has the same times (to meet together).

Both are starting points for the search, never the answer: clusters used as groups are far from balanced.
scikit-learn is imported here only, and only when a job runs: the import costs more than a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.problem import FloatArray, Problem
from matching.engine.weeks import IntArray

MINI_BATCH_FROM = 3000
"""From this many people on, MiniBatchKMeans replaces KMeans for speed."""
DIRECTIONS = 24
"""Main directions in which hours differ that pools are made from."""
PEOPLE_IN_POOL = 40
"""Time pools are about this large: some five groups that can exchange members."""


@dataclass(frozen=True, slots=True)
class Strata:
    """Labels of each person: ``alike`` by attributes, ``pool`` by free hours and language."""

    alike: IntArray
    pool: IntArray

    @staticmethod
    def none(problem: Problem) -> Strata:
        """No clustering: everybody is in no stratum and in no pool (-1)."""
        nobody = np.full(problem.size, -1, dtype=np.int64)
        return Strata(nobody, nobody)


def load_scikit_learn() -> None:
    """Import it now, so that the import (once per process) is not counted as search time."""
    import sklearn.cluster
    import sklearn.preprocessing  # noqa: F401


def make_strata(problem: Problem, group_size: int, seed: int) -> Strata:
    """About ``group_size`` strata of similar people and pools of people with similar hours."""
    alike = cluster(_attributes(problem), min(group_size, problem.size), seed)
    pools = max(1, problem.size // PEOPLE_IN_POOL)
    return Strata(alike, cluster(_times(problem), pools, seed))


def _attributes(problem: Problem) -> FloatArray:
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    codes = np.column_stack([problem.codes[key] for key in ("country", "discipline")] + [problem.gender])
    classes = OneHotEncoder(sparse_output=False).fit_transform(codes)
    experience = np.array([s.experience for s in problem.students])
    numbers = [problem.risk, experience, problem.levels.max(axis=1).astype(float)]
    scaled = StandardScaler().fit_transform(np.column_stack(numbers))
    result: FloatArray = np.hstack((classes, scaled))
    return result


def _times(problem: Problem) -> FloatArray:
    """Free starts, each row of length 1 so that people with many hours do not form a pool of their own.

    Only the main directions are kept: neighbouring starts say nearly the same, and clustering is faster on few columns.
    """
    from sklearn.preprocessing import normalize

    hours = normalize(problem.free.astype(np.float32))
    rows = np.hstack((hours, 0.5 * problem.speaks.astype(np.float32)))
    centred = rows - rows.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    result: FloatArray = centred @ vectors[:, np.argsort(-values, kind="stable")[:DIRECTIONS]]
    return result.astype(np.float64)


def cluster(rows: FloatArray, clusters: int, seed: int) -> IntArray:
    """int[rows]: a k-means label of each row; one label for all when the rows do not differ."""
    from sklearn.cluster import KMeans, MiniBatchKMeans

    distinct = len(np.unique(rows, axis=0))
    clusters = min(clusters, distinct)
    if clusters < 2:
        return np.zeros(len(rows), dtype=np.int64)
    if len(rows) >= MINI_BATCH_FROM:
        kind = MiniBatchKMeans(clusters, n_init=1, max_iter=5, batch_size=2048, random_state=seed)
    else:
        kind = KMeans(clusters, n_init=1, max_iter=25, random_state=seed)
    result: IntArray = kind.fit_predict(rows).astype(np.int64)
    return result
