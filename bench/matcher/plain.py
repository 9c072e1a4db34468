"""The two plain problems: a numeric matrix (k-means share) and tables of distances (diverse groups)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from bench.cohorts import Spec, make
from bench.matcher.answers import timed
from bench.peers import packages
from bench.peers.case import Case
from matching.engine.balance import balance, within_share
from matching.engine.diversity import diversify, diversity
from matching.engine.problem import Problem

type Row = dict[str, Any]
MATRIX_SECONDS = {600: (0.3, 1.0), 3000: (1.0, 3.0), 10_000: (1.0, 3.0)}
GROUP_SIZE = 7
MOST_FOR_STRATA = 3000
"""k-means-constrained took 19 s for 3,000 rows; its cost grows faster than the square."""
TABLES = {120: (10, 8, 16, 3.0), 240: (12, 15, 25, 10.0), 480: (20, 18, 30, 20.0)}
"""n -> groups, least and most members where sizes differ (as in the published library), CPU seconds."""
DIFFERENT_UP_TO = 240
REFERENCE_FACTOR = 2
"""The reference is the best of all and of a run of ours that is so much longer."""
WORKERS = 2


def matrices(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Two kinds of matrix: features of a cohort, and numbers half normal, half yes or no."""
    absent = packages.make_sure()
    for size, budgets in MATRIX_SECONDS.items():
        if sizes and size not in sizes:
            continue
        for kind, features in (("cohort", cohort_features(size)), ("mixed", mixed_features(size))):
            groups = size // GROUP_SIZE
            about = {"kind": kind, "size": size, "columns": features.shape[1], "groups": groups}
            for row in _matrix_rows(features, groups, [scale * s for s in budgets], absent):
                yield {**about, **row}


def cohort_features(size: int) -> np.ndarray:
    """Standardised columns of a made-up cohort."""
    cohort = make(Spec(size, 1))
    return Case(cohort, Problem(cohort.students, cohort.facilitators, cohort.constraints), (), 1).features()


def mixed_features(size: int, columns: int = 40) -> np.ndarray:
    """Half the columns normal, half of them 0 or 1."""
    made = np.random.default_rng(size).normal(size=(size, columns))
    made[:, columns // 2 :] = made[:, columns // 2 :] > 0.5
    return made


def _matrix_rows(features: np.ndarray, groups: int, budgets: list[float], absent: list[str]) -> Iterator[Row]:
    labels = np.random.default_rng(1).permutation(np.arange(len(features)) % groups)
    yield {"method": "random", "share": within_share(features, labels), "wall": 0.0, "cpu": 0.0}
    methods = {
        "ours, no budget": lambda: balance(features, groups).labels,
        **{f"ours, {s:g} s": (lambda s=s: balance(features, groups, seconds=s).labels) for s in budgets},
        "exchange, one round": lambda: exchange(features, groups, budgets[-1], rounds=1),
        f"exchange, {budgets[-1]:g} s": lambda: exchange(features, groups, budgets[-1], rounds=10_000),
    }
    if "k_means_constrained" not in absent and len(features) <= MOST_FOR_STRATA:
        methods["k-means-constrained + deal"] = lambda: _strata(features, groups)
    for name, method in methods.items():
        labels, took = timed(method)
        share = round(within_share(features, labels), 6)
        yield {"method": name, "share": share, "wall": took.wall, "cpu": took.cpu, "load": took.load}


def _strata(features: np.ndarray, groups: int) -> np.ndarray:
    from k_means_constrained import KMeansConstrained

    from bench.peers.blind import dealt

    strata = -(-len(features) // groups)
    found = KMeansConstrained(n_clusters=strata, size_max=groups, random_state=1).fit_predict(features)
    return dealt(found, groups, 1)


def exchange(features: np.ndarray, groups: int, seconds: float, rounds: int) -> np.ndarray:
    """The exchange method of anticlustering in NumPy: from random groups, each row in turn takes its best partner.

    With many rounds until nothing gains, and then from other random groups while there is time (the advice of the
    method's authors: local maxima of several repetitions); the best of all.
    """
    end, seed = time.perf_counter() + seconds, 1
    best = _exchanged(features, groups, seed, end, rounds)
    while rounds > 1 and time.perf_counter() < end:
        seed += 1
        best = max(best, _exchanged(features, groups, seed, end, rounds), key=lambda made: within_share(features, made))
    return best


def _exchanged(features: np.ndarray, groups: int, seed: int, end: float, rounds: int) -> np.ndarray:
    rows = features - features.mean(axis=0)
    labels = np.random.default_rng(seed).permutation(np.arange(len(rows)) % groups)
    sums = np.zeros((groups, rows.shape[1]))
    np.add.at(sums, labels, rows)
    for _ in range(rounds):
        changed = 0
        for a in range(len(rows)):
            if time.perf_counter() > end:
                return labels
            changed += _trade(rows, sums, labels, a)
        if not changed:
            break
    return labels


def _trade(rows: np.ndarray, sums: np.ndarray, labels: np.ndarray, a: int) -> bool:
    step = rows - rows[a]
    price = np.einsum("kd,kd->k", step, sums[labels[a]] - sums[labels] + step)
    price[labels == labels[a]] = 0.0
    b = int(price.argmin())
    if price[b] >= -1e-9:
        return False
    here, there = labels[a], labels[b]
    sums[here] += step[b]
    sums[there] -= step[b]
    labels[a], labels[b] = there, here
    return True


# -- tables of distances -------------------------------------------------------------------------------------------


def distances(kind: str, size: int, seed: int) -> np.ndarray:
    """Of the published kinds: whole or real numbers from 0 to 100, or points in 2 to 21 dimensions of 0 to 100."""
    chance = np.random.default_rng([seed, size, len(kind)])
    if kind == "Geo":
        points = chance.uniform(0, 100, (size, int(chance.integers(2, 22))))
        return np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    drawn = chance.integers(0, 101, (size, size)) if kind == "RanInt" else chance.uniform(0, 100, (size, size))
    upper = np.triu(drawn.astype(float), 1)
    return upper + upper.T


def classic(sizes: tuple[int, ...], scale: float) -> Iterator[Row]:
    """Ours and a plain swap search beside the best of both and of a longer run; CPU time, so two at a time."""
    tasks = [
        (kind, size, different, scale)
        for size in TABLES
        for kind in ("RanInt", "RanReal", "Geo")
        for different in (False, True)
        if (not sizes or size in sizes) and not (different and (kind != "RanReal" or size > DIFFERENT_UP_TO))
    ]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_classic, tasks)


def _classic(task: tuple[str, int, bool, float]) -> Row:
    kind, size, different, scale = task
    groups, least, most, seconds = TABLES[size]
    low, high = (least, most) if different else (size // groups, size // groups)
    table, seconds = distances(kind, size, 1), scale * seconds

    def ours(seed: int, budget: float) -> float:
        return diversify(table, groups, least=low, most=high, seed=seed, seconds=budget, clock=time.process_time).total

    diversify(table, groups, least=low, most=high, steps=1)  # machine code
    found, took = timed(lambda: ours(1, seconds))
    start = np.random.default_rng(1).permutation(np.arange(size) % groups)
    swapped = diversity(table, descent(table, start, seconds))
    long = ours(2, REFERENCE_FACTOR * seconds)
    return {
        "kind": kind, "size": size, "sizes": "different" if different else "equal", "seconds": seconds, "ours": found,
        "long": long, "descent": swapped, "best": max(found, long, swapped), "random": diversity(table, start),
        "wall": took.wall, "cpu": took.cpu, "load": took.load,
    }  # fmt: skip


def descent(table: np.ndarray, start: np.ndarray, seconds: float) -> np.ndarray:
    """Iterated swap descent in NumPy: best partner for each item; when stuck, a few random swaps from the best."""
    end, chance = time.process_time() + seconds, np.random.default_rng(2)
    best, value = start.copy(), -1.0
    labels = start.copy()
    while time.process_time() < end:
        _descend(table, labels, end)
        found = diversity(table, labels)
        if found > value:
            best, value = labels.copy(), found
        labels = best.copy()
        picked = chance.permutation(len(labels))[: max(4, len(labels) // 10)]
        labels[picked] = labels[np.roll(picked, 1)]
    return best


def _descend(table: np.ndarray, labels: np.ndarray, end: float) -> None:
    groups = int(labels.max()) + 1
    near = np.stack([table[:, labels == g].sum(axis=1) for g in range(groups)], axis=1)
    everybody = np.arange(len(labels))
    changed = True
    while changed and time.process_time() < end:
        changed = False
        for a in range(len(labels)):
            here = labels[a]
            gain = near[a, labels] - near[a, here] + near[everybody, here] - near[everybody, labels] - 2 * table[a]
            gain[labels == here] = 0.0
            b = int(gain.argmax())
            if gain[b] > 1e-9:
                there = labels[b]
                change = table[a] - table[b]
                near[:, here] -= change
                near[:, there] += change
                labels[a], labels[b] = there, here
                changed = True
