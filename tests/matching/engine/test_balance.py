"""Groups on a plain matrix or a table of distances: sizes, gains, the same for a seed, bad input refused."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import balance as module
from matching.engine.balance import balance, within, within_share
from matching.engine.diversity import diversify, diversity


def rows_of(count, columns=5, seed=2):
    return np.random.default_rng(seed).normal(size=(count, columns))


def distances_of(count, seed=2):
    table = np.triu(np.random.default_rng(seed).integers(0, 101, (count, count)), 1).astype(float)
    return table + table.T


def by_rows(monkeypatch):
    """The way of large matrices, on a small one."""
    monkeypatch.setattr(module, "TABLE_UP_TO", 0)


def test_balanced_groups_beat_random_ones_and_have_equal_sizes():
    rows = rows_of(60)
    labels = balance(rows, 10, seed=1).labels
    chance = np.random.default_rng(2)
    assert np.bincount(labels).tolist() == [6] * 10
    assert within(rows, labels) > max(within(rows, chance.permutation(labels)) for _ in range(50))


def test_trades_on_rows_beat_random_groups_too(monkeypatch):
    by_rows(monkeypatch)
    rows = rows_of(61)
    labels = balance(rows, 10, seed=1).labels
    chance = np.random.default_rng(2)
    assert sorted(np.bincount(labels).tolist()) == [6] * 9 + [7]
    assert within(rows, labels) > max(within(rows, chance.permutation(labels)) for _ in range(50))


def test_trades_on_rows_never_lose(monkeypatch):
    by_rows(monkeypatch)
    rows = rows_of(200, 3)
    shares = [balance(rows, 20, steps=steps).share for steps in (0, 100, 200, 1000)]
    assert shares == sorted(shares)


def test_the_best_of_all_groupings_of_eight_rows_is_found():
    rows = rows_of(8, 2)
    best = max(
        within(rows, np.array([0 if i in chosen else 1 for i in range(8)]))
        for chosen in itertools.combinations(range(8), 4)
    )
    assert within(rows, balance(rows, 2).labels) == pytest.approx(best)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 40), groups=st.integers(1, 40), columns=st.integers(1, 9), seed=st.integers(0, 5))
def test_every_row_has_a_group_and_sizes_differ_by_one_at_most(count, groups, columns, seed):
    groups = min(groups, count)
    rows = rows_of(count, columns, seed)
    made = balance(rows, groups, seed=seed, steps=500)
    size = np.bincount(made.labels, minlength=groups)
    assert len(made.labels) == count
    assert size.max() - size.min() <= 1
    assert made.share == pytest.approx(within_share(rows, made.labels))


def test_rows_alone_in_their_groups_are_not_swapped_for_ever():
    rows = np.random.default_rng(908).random((9, 9))
    assert sorted(np.bincount(balance(rows, 8, seed=0, steps=500).labels)) == [1] * 7 + [2]


def test_the_same_seed_balances_the_same_way():
    rows = rows_of(50, 4)
    assert balance(rows, 7, seed=3).labels.tolist() == balance(rows, 7, seed=3).labels.tolist()


@pytest.mark.parametrize("table_up_to", [1500, 0])
def test_the_steps_of_a_timed_run_repeat_it(monkeypatch, table_up_to):
    monkeypatch.setattr(module, "TABLE_UP_TO", table_up_to)
    rows = rows_of(90, 6)
    ticks = itertools.count(0.0, 0.001)
    timed = balance(rows, 9, seed=3, seconds=0.01, clock=lambda: next(ticks))
    assert balance(rows, 9, seed=3, steps=timed.steps).labels.tolist() == timed.labels.tolist()


def test_numbers_of_any_size_are_balanced_alike():
    rows = rows_of(40)
    assert balance(rows * 1e200, 5).labels.tolist() == balance(rows, 5).labels.tolist()


def test_rows_that_are_all_alike_are_dealt():
    assert np.bincount(balance(np.ones((10, 3)), 3).labels).tolist() == [4, 3, 3]


@pytest.mark.parametrize(
    ("features", "groups", "said"),
    [
        ([[1.0], [float("nan")]], 1, "finite"),
        ([[1.0], [float("inf")]], 1, "finite"),
        ([[1.0], [2.0]], 3, "3 groups cannot be made of 2 rows"),
        ([[1.0], [2.0]], 0, "0 groups"),
        ([], 1, "no table"),
        ([1.0, 2.0], 1, "no table"),
    ],
)
def test_bad_features_are_refused(features, groups, said):
    with pytest.raises(ValueError, match=said):
        balance(np.array(features), groups)


def test_the_most_diverse_groups_of_eight_items_are_found():
    table = distances_of(8)
    best = max(
        diversity(table, np.array([0 if i in chosen else 1 for i in range(8)]))
        for chosen in itertools.combinations(range(8), 4)
    )
    assert diversify(table, 2).total == pytest.approx(best)


def test_sizes_stay_within_their_limits_and_may_differ():
    table = distances_of(40)
    made = diversify(table, 6, least=5, most=9, seed=2)
    assert all(5 <= size <= 9 for size in np.bincount(made.labels, minlength=6))
    assert made.total == pytest.approx(diversity(table, made.labels))
    assert made.total >= diversify(table, 6, seed=2).total


def test_the_steps_of_timed_cycles_repeat_them():
    table = distances_of(20)
    ticks = itertools.count(0.0, 0.001)
    timed = diversify(table, 4, seed=3, seconds=0.05, clock=lambda: next(ticks))
    assert diversify(table, 4, seed=3, steps=timed.steps).labels.tolist() == timed.labels.tolist()


@pytest.mark.parametrize(
    ("distances", "groups", "said"),
    [
        (np.ones((2, 3)), 1, "square"),
        (np.array([[0.0, 1.0], [2.0, 0.0]]), 1, "same in both"),
        (np.full((2, 2), np.nan), 1, "finite"),
        (np.zeros((4, 4)), 5, "cannot be put"),
        (np.zeros((4, 4)), 0, "cannot be put"),
    ],
)
def test_bad_distances_are_refused(distances, groups, said):
    with pytest.raises(ValueError, match=said):
        diversify(distances, groups)


def test_rounds_that_are_cut_into_parts_still_make_equal_groups(monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 4)
    made = balance(rows_of(83), 11, steps=0)
    assert sorted(np.bincount(made.labels).tolist()) == [7] * 5 + [8] * 6
    assert made.share > 0.8
