"""Two answers side by side: pairs kept, groups met again, one scale for quality."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from matching.run_compare import Formed, Side, compare, meetings, pairs_in, pairs_kept
from matching.weights import DEFAULTS

NAMES = {number: f"Student {number}" for number in range(100)}


def groups(*members, slot="Mon 16:00"):
    return [Formed(f"Group {n}", frozenset(people), slot, "en", n) for n, people in enumerate(members, start=1)]


def side(formed, components=None, **weights):
    return Side("1", "Run 1", None, formed, 50.0, components or {}, {}, 0, DEFAULTS | weights, False)


@some.composite
def partitions(draw):
    labels = draw(some.lists(some.integers(0, 4), min_size=1, max_size=24))
    found = [{person for person, label in enumerate(labels) if label == one} for one in sorted(set(labels))]
    return groups(*found)


@given(partitions(), partitions())
def test_pairs_kept_are_those_counted_one_by_one(one, other):
    def together(formed):
        return {(a, b) for group in formed for a in group.members for b in group.members if a < b}

    assert pairs_kept(one, other) == len(together(one) & together(other))


@given(partitions())
def test_a_side_beside_itself_keeps_everything(formed):
    found = compare(side(formed), side(formed), NAMES)
    assert found.pairs_kept == found.pairs == sum(pairs_in(len(group.members)) for group in formed)
    assert found.same_groups == len(formed)
    assert found.kept_percent == 100


@given(partitions(), partitions())
def test_no_group_is_met_twice(one, other):
    met = [line.other.name for line in meetings(one, other, NAMES) if line.other]
    assert len(met) == len(set(met))


def test_each_group_is_set_beside_the_one_with_most_of_its_people():
    line, _other = meetings(groups({1, 2, 3}, {4, 5, 6}), groups({4, 5, 9}, {1, 2, 6}), NAMES)
    assert line.other.members == {1, 2, 6}
    assert (line.leave, line.come) == (["Student 3"], ["Student 6"])


def test_the_same_people_at_another_time_are_told_apart():
    (line,) = meetings(groups({1, 2}), groups({1, 2}, slot="Tue 10:00"), NAMES)
    assert line.same_people
    assert not line.same_meeting


def test_people_of_one_side_only_are_counted():
    found = compare(side(groups({1, 2})), side(groups({2, 3, 4})), NAMES)
    assert (found.only_one, found.only_other) == (1, 2)


def test_with_other_weights_quality_is_told_by_the_same_weights():
    parts = dict.fromkeys(("mix", "isolates", "balance", "dropout", "topic", "size", "slack"), 0.0)
    one = side(groups({1, 2}), parts | {"mix": 1.0})
    other = side(groups({1, 2}), parts | {"topic": 1.0}, mix=0.05, topic=0.30)
    (_label, first, second), (_label, third, fourth) = compare(one, other, NAMES).by_weights
    assert (first, second, third, fourth) == pytest.approx((30, 5, 5, 30))
    assert compare(one, one, NAMES).by_weights == []
