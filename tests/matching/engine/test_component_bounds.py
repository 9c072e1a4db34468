"""No component of J is above its bound, and the bounds say something."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import form
from matching.engine.component_bounds import component_bounds
from matching.engine.dropout_bound import least_mean_shrink, least_shrink
from matching.engine.problem import Problem
from matching.engine.quality import measure
from tests.matching.engine.answers import random_seatings, seatings_of
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student

ALL_WEEK = ";".join(f"{day} 00:00-24:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
SPANS = [f"{day} {start:02d}:00-{start + 2:02d}:30" for day in ("Mon", "Tue", "Wed") for start in (9, 12, 15, 18)]


def exceeded(problem, seatings):
    quality = measure(problem, seatings)
    bounds = quality.bounds
    return {name: value for name, value in quality.components.items() if value > bounds[name] + 1e-9} | (
        {"total": quality.total} if quality.total > bounds["total"] + 1e-9 else {}
    )


def mixed_cohort(seed, count, hours):
    """Students whose every attribute is drawn, with ``hours(chance)`` for their week."""
    chance = np.random.default_rng(seed)
    return [
        student(
            int(number),
            hours(chance),
            id=f"s{number:03}",
            gender=str(chance.choice(["f", "m", "", "x"])),
            discipline=str(chance.choice(["law", "health", "arts"])),
            experience=float(chance.integers(4)),
            dropout_risk=float(chance.choice([0.02, 0.1, 0.3, 0.6])),
            topics=tuple(str(t) for t in chance.choice(["peace", "health", "climate"], 2, replace=False)),
        )
        for number in range(count)
    ]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(9, 40))
def test_no_component_is_above_its_bound_when_everybody_is_always_free(seed, count):
    people = [replace(s, tz="UTC") for s in mixed_cohort(seed, count, lambda _: ALL_WEEK)]
    problem = Problem(people, [facilitator(n, ALL_WEEK, tz="UTC", max_groups=5) for n in range(3)], RULES)
    seatings = random_seatings(problem, np.random.default_rng(seed))
    assert exceeded(problem, [replace(s, language=0) for s in seatings]) == {}


@pytest.mark.parametrize("seed", range(8))
def test_no_component_of_formed_groups_is_above_its_bound_when_hours_are_few(seed):
    def hours(chance):
        return ";".join(sorted({*(str(x) for x in chance.choice(SPANS, 4, replace=False)), "Thu 12:00-14:30"}))

    people = [replace(s, tz="UTC") for s in mixed_cohort(seed, 16, hours)]
    facilitators = [facilitator(n, ";".join([*SPANS, "Thu 12:00-14:30"]), tz="UTC", max_groups=3) for n in range(4)]
    outcome = form(people, facilitators, RULES, steps=1, seed=seed)
    problem = Problem(people, facilitators, RULES)
    assert outcome.feasible
    assert exceeded(problem, seatings_of(problem, outcome.groups)) == {}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([0.0, 0.02, 0.1, 0.3, 0.5, 0.9]), min_size=8, max_size=24), st.integers(0, 10**6))
def test_no_partition_is_safer_against_leaving_than_the_bound(risks, seed):
    people = [student(n, dropout_risk=risk) for n, risk in enumerate(risks)]
    problem = Problem(people, leaders(4), RULES)
    seatings = random_seatings(problem, np.random.default_rng(seed))
    least = least_mean_shrink(np.array(risks), np.array([len(s.members) for s in seatings]), RULES.size_min + 1)
    assert measure(problem, seatings).details["mean_shrink_chance"] >= least - 1e-9


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.floats(0.05, 0.6), min_size=4, max_size=8), st.integers(2, 5))
def test_a_group_is_never_safer_than_the_safest_of_its_sum(risks, stay_least):
    least = least_shrink(len(risks), stay_least, 0.05, 0.6, np.array([sum(risks)]))[0]
    assert shrinks(risks, stay_least) >= least - 1e-9


def shrinks(risks, stay_least):
    """P(fewer than stay_least stay), by adding up all 2^n outcomes."""
    total = 0.0
    for leaves in range(2 ** len(risks)):
        gone = [leaves >> k & 1 for k in range(len(risks))]
        if len(risks) - sum(gone) < stay_least:
            total += float(np.prod([r if g else 1 - r for r, g in zip(risks, gone, strict=True)]))
    return total


def test_with_one_risk_for_all_the_drop_out_bound_is_reached():
    people = [student(n, dropout_risk=1 / 64) for n in range(24)]
    problem = Problem(people, leaders(4), RULES)
    seatings = random_seatings(problem, np.random.default_rng(1))
    quality = measure(problem, seatings)
    assert quality.bounds["dropout"] == pytest.approx(quality.components["dropout"])


def bounds(people, sizes, rules=RULES, facilitators=None):
    problem = Problem(people, leaders(5) if facilitators is None else facilitators, rules)
    return component_bounds(problem, range(problem.size), sizes)


def test_a_woman_who_can_meet_no_other_woman_lowers_the_bound_of_isolates():
    evenings = "Mon 18:00-21:00"
    people = [
        student(n, "Mon 09:00-15:00" if n == 0 else evenings, gender="f" if n in (0, 9) else "m") for n in range(18)
    ]
    mornings = [replace(people[n], availability=people[0].availability) for n in (1, 2, 3, 4)]
    everybody = [*(p for p in people if p.id not in {m.id for m in mornings}), *mornings]
    assert bounds(everybody, [6, 6, 6], facilitators=leaders(5, "Mon 06:00-23:00"))["isolates"] == pytest.approx(
        1 - 2 / 18 / 0.30
    )


def test_people_who_meet_one_country_only_lower_the_bound_of_the_mix():
    people = [student(n, country="TR" if n < 12 else "NL", institution=f"u{n % 3}") for n in range(18)]
    early = [
        replace(p, availability=student(0, "Mon 09:00-12:00").availability) if p.country == "TR" else p for p in people
    ]
    late = [
        replace(p, availability=student(0, "Tue 09:00-12:00").availability) if p.country == "NL" else p for p in early
    ]
    assert bounds(late, [6, 6, 6])["mix"] < bounds(people, [6, 6, 6])["mix"] == pytest.approx(1.0)


def test_whole_numbers_that_cannot_be_shared_evenly_lower_the_bound_of_balance():
    people = [student(n, experience=float(n < 1) + float(n < 4), gender="", discipline="law") for n in range(12)]
    assert bounds(people, [6, 6])["balance"] < 0.9


def test_nine_people_have_no_size_in_a_target_of_six_and_seven():
    assert bounds(cohort(9), [9], replace(RULES, size_max=10, target_min=6, target_max=7))["size"] == 0.0


def test_few_facilitators_lower_the_bound_of_the_size():
    one = [facilitator(0, max_groups=2)]
    assert bounds(cohort(16), [8, 8], facilitators=one)["size"] == 0.0


def test_without_a_second_start_there_is_no_slack():
    assert bounds(cohort(12, "Mon 10:00-12:00"), [6, 6])["slack"] == 0.0


def test_people_without_a_second_start_fill_the_largest_groups():
    people = [student(n, "Mon 12:00-14:00") if n < 6 else student(n) for n in range(18)]
    assert bounds(people, [5, 5, 8])["slack"] == pytest.approx(2 / 3)


def test_the_bound_of_j_is_the_weighed_sum():
    found = bounds(cohort(12), [6, 6])
    weights = RULES and Problem(cohort(12), leaders(2), RULES).weights.components()
    assert found["total"] == pytest.approx(100 * sum(weights[name] * found[name] for name in weights))
