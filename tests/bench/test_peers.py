"""Peers of the matcher are run fairly: what they search is J, what they are given is the best there is."""

import numpy as np
import pytest

from bench.cohorts import Spec, make
from bench.judge import judge
from bench.matcher import plain, report
from bench.peers.assigning import with_best_sessions
from bench.peers.blind import dealt
from bench.peers.case import Case
from bench.peers.swaps import Swaps, random_feasible, swap_search
from matching.engine.problem import Problem


@pytest.fixture(scope="module")
def case():
    cohort = make(Spec(120, 1))
    return Case(cohort, Problem(cohort.students, cohort.facilitators, cohort.constraints), cohort.planted, 1)


def verdict(case, groups):
    return judge(case.cohort.students, case.cohort.facilitators, case.cohort.constraints, groups)


def test_the_gain_of_a_swap_is_the_change_of_j(case):
    walk = Swaps(case)
    before = verdict(case, case.named(walk.labels, walk.sessions))
    pair = next(pair for pair in (walk.draw() for _ in range(100_000)) if pair)
    gain = walk.gain(*pair)
    walk.swap(*pair)
    after = verdict(case, case.named(walk.labels, walk.sessions))
    assert min(before.components["balance"], after.components["balance"]) > -1
    assert after.total - before.total == pytest.approx(-100 * gain)


def test_random_feasible_swaps_keep_the_rules(case):
    groups = random_feasible(case, 0.0)
    assert verdict(case, groups).broken == {}
    assert {g.members for g in groups} != {g.members for g in case.start}


def test_the_swap_search_climbs(case):
    found = verdict(case, swap_search(case, 0.2))
    assert found.broken == {}
    assert found.total > verdict(case, case.start).total


def test_best_sessions_of_groups_that_have_one_break_little(case):
    labels = case.labels()
    groups = case.named(labels, with_best_sessions(case, labels))
    random = np.random.default_rng(1).permutation(labels)
    others = case.named(random, with_best_sessions(case, random))
    assert verdict(case, groups).hard * 4 < verdict(case, others).hard


def test_strata_are_dealt_evenly():
    labels = dealt(np.repeat([0, 1, 2], [10, 10, 4]), 10, 1)
    assert sorted(np.bincount(labels, minlength=10).tolist()) == [2] * 6 + [3] * 4
    assert all(len(set(labels[a:b])) == b - a for a, b in ((0, 10), (10, 20), (20, 24)))


@pytest.mark.parametrize("kind", ["RanInt", "RanReal", "Geo"])
def test_tables_of_distances_are_symmetric_and_the_same_for_a_seed(kind):
    table = plain.distances(kind, 30, 2)
    assert (table == table.T).all()
    assert (table == plain.distances(kind, 30, 2)).all()
    assert not table.diagonal().any()


def test_a_report_is_made_of_whatever_parts_were_run():
    row = {"case": "24-s1", "size": 24, "dst": False, "feasible": True, "hard": 0, "total": 50.0, "wall": 1.0}
    found = {"parts": {"feasible": {"day": "2026-01-01", "load": [0, 1], "seconds": 3, "scale": 1, "rows": [row]}}}
    assert "| 24 | steady | 1 | 1 | 0 | 50.0 |" in report.markdown(found)
    assert report.charts(found) == {}
