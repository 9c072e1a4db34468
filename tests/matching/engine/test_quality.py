"""The figures kept while searching equal those worked out anew; the parts of J mean what they say."""

import pytest

from matching.engine.anneal import Annealer
from matching.engine.arrangement import Arrangement, Meeting
from matching.engine.chance import Chance
from matching.engine.objective import Objective
from matching.engine.opening import Opener, Style
from matching.engine.problem import Problem
from matching.engine.quality import gender_isolates, isolates, measure, shrink_chance
from matching.engine.repair import Repairer
from matching.engine.strata import make_strata
from tests.matching.engine.cohorts import RULES, cohort, leaders, student


@pytest.fixture
def seating():
    problem = Problem(cohort(42), leaders(5), RULES)
    arrangement = Arrangement(problem, Objective(problem, 7))
    chance = Chance(3)
    opener = Opener(arrangement, make_strata(problem, 6, 1), chance)
    opener.open_groups(Style(6))
    assert Repairer(arrangement, opener, chance).seat_all() == []
    return arrangement


def fresh_costs(seating):
    return [seating.group_cost(seating.members[row], seating.meeting[row]) for row in seating.open_rows()]


def test_costs_kept_through_annealing_equal_costs_worked_out_anew(seating):
    annealer = Annealer(seating, Chance(5))
    for number in range(1500):
        annealer.step(number % 42, 0.3)
    assert [seating.cost[row] for row in seating.open_rows()] == pytest.approx(fresh_costs(seating))


def test_the_sum_of_group_costs_falls_as_quality_rises(seating):
    seating.use_objective(Objective(seating.problem, len(seating.open_rows())))
    before = seating.total(), measure(seating.problem, seating.seatings())
    annealer = Annealer(seating, Chance(5))
    for number in range(3000):
        annealer.step(number % 42, 0.02)
    after = seating.total(), measure(seating.problem, seating.seatings())
    assert after[0] < before[0]
    assert after[1].total - before[1].total == pytest.approx(before[0] - after[0], abs=2.5)


def test_a_snapshot_brings_everything_back(seating):
    snapshot, cost = seating.snapshot(), seating.total()
    annealer = Annealer(seating, Chance(5))
    for number in range(300):
        annealer.step(number % 42, 1.0)
    seating.restore(snapshot)
    assert seating.snapshot() == snapshot
    assert seating.total() == pytest.approx(cost)


def test_a_facilitator_is_not_free_near_another_group(seating):
    row = seating.open_rows()[0]
    meeting = seating.meeting[row]
    free = seating.leader_free_bits(meeting.facilitator)
    assert not free >> meeting.slot & 1
    assert seating.leader_free_bits(meeting.facilitator, but_row=row) >> meeting.slot & 1


def test_a_closed_row_frees_its_people_and_its_facilitator(seating):
    row = seating.open_rows()[0]
    meeting, people = seating.meeting[row], seating.close(row)
    assert seating.unplaced() == sorted(people)
    assert row not in seating.led[meeting.facilitator]
    assert isinstance(meeting, Meeting)


def quality_problem(people):
    return Problem(people, leaders(2), RULES)


def test_the_only_woman_of_a_group_is_isolated_and_the_undisclosed_never():
    genders = ["f", "m", "m", "", "x", "f"]
    problem = quality_problem([student(n, gender=gender) for n, gender in enumerate(genders)])
    assert gender_isolates(problem, [0, 1, 2, 3, 4]) == {0}


def test_the_only_one_of_a_country_beside_three_of_another_is_isolated():
    countries = ["NL", "NL", "NL", "IT", "TR", "IT"]
    people = [student(n, country=c, gender="", first_languages=(f"l{n}",)) for n, c in enumerate(countries)]
    assert isolates(quality_problem(people), [0, 1, 2, 3], 0) == {3}


def test_the_outsider_to_a_language_bloc_is_isolated_unless_the_bloc_speaks_the_working_language():
    def members(language):
        return [student(n, gender="", first_languages=("ar" if n == 4 else language,)) for n in range(5)]

    assert isolates(quality_problem(members("it")), range(5), 0) == {4}
    assert isolates(quality_problem(members("en")), range(5), 0) == set()


def test_the_chance_to_shrink_is_exact_for_five_people():
    people = [student(n, dropout_risk=0.1) for n in range(6)]
    assert shrink_chance(quality_problem(people), range(5)) == pytest.approx(1 - 0.9**5)
