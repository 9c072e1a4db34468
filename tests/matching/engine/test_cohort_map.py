"""The map of the cohort: a picture of who is alike, without what is nobody's business."""

from dataclasses import replace

import pytest

from matching.engine.cohort_map import SPAN, draw
from tests.matching.engine.cohorts import cohort


def test_everybody_has_a_place_on_the_map():
    people = cohort(40)
    drawn = draw(people, 6, seed=1)
    assert {point[0] for point in drawn.points} == {one.id for one in people}
    assert all(0 <= x <= SPAN and 0 <= y <= SPAN for _one, x, y, _region in drawn.points)


def test_the_order_of_rows_changes_nothing():
    people = cohort(40)
    assert draw(people, 6, seed=1) == draw(people[::-1], 6, seed=1)


def test_risk_needs_gender_and_hours_have_no_part_in_it():
    people = cohort(40)
    bare = [replace(one, dropout_risk=0.9, access_needs=("captions",), gender="", availability=()) for one in people]
    assert draw(people, 6, seed=1) == draw(bare, 6, seed=1)


def test_regions_are_counted_from_the_largest():
    drawn = draw(cohort(60), 6, seed=1)
    sizes = [region.people for region in drawn.regions]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 60


def test_a_region_is_named_after_what_most_of_it_share():
    people = cohort(60)
    drawn = draw(people, 6, seed=1)
    country = {one.id: one.country for one in people}
    first = [country[one] for one, _x, _y, region in drawn.points if region == 0]
    assert drawn.regions[0].country_share == pytest.approx(first.count(drawn.regions[0].country) / len(first), abs=0.01)


@pytest.mark.parametrize("many", [1, 2, 7])
def test_people_who_are_all_alike_stand_apart_on_one_spot(many):
    alike = [replace(cohort(2)[0], id=f"s{number}") for number in range(many)]
    drawn = draw(alike, 6, seed=1)
    assert len(drawn.regions) == 1
    assert len({(x, y) for _one, x, y, _region in drawn.points}) == many
