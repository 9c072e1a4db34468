"""Peers that know neither hours nor facilitators; they get the best of both afterwards."""

from __future__ import annotations

import numpy as np

from bench.peers.assigning import with_best_sessions
from bench.peers.case import Case, Ints
from matching.engine import FormedGroup
from matching.engine.balance import balance


def random_partition(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """Everybody dealt at random."""
    labels = np.random.default_rng(case.seed).permutation(np.arange(case.problem.size) % case.groups)
    return case.named(labels, with_best_sessions(case, labels))


def strata_and_deal(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """k-means-constrained makes strata of people who are alike, as many in each as groups; one of each is dealt.

    Its defaults, ten starts, as its readme shows.
    """
    from k_means_constrained import KMeansConstrained

    features, groups = case.features(), case.groups
    strata = -(-len(features) // groups)
    model = KMeansConstrained(n_clusters=strata, size_max=groups, n_init=10, random_state=case.seed)
    labels = dealt(model.fit_predict(features), groups, case.seed)
    return case.named(labels, with_best_sessions(case, labels))


def dealt(stratum: Ints, groups: int, seed: int) -> Ints:
    chance = np.random.default_rng(seed)
    labels = np.empty(len(stratum), dtype=np.int64)
    size = np.zeros(groups, dtype=np.int64)
    for number in np.unique(stratum):
        people = chance.permutation(np.flatnonzero(stratum == number))
        order = np.argsort(size + chance.random(groups), kind="stable")
        labels[people] = order[: len(people)]
        size[order[: len(people)]] += 1
    return labels


def anticlustering(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """Balance alone, by our `balance_matrix` (stands for the tools of that kind), then slots."""
    labels = balance(case.features(), case.groups, seed=case.seed).labels
    return case.named(labels, with_best_sessions(case, labels))
