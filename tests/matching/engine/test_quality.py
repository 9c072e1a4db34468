"""The parts of J mean what they say."""

import pytest

from matching.engine.problem import Problem
from matching.engine.quality import gender_isolates, isolates, shrink_chance
from tests.matching.engine.cohorts import RULES, leaders, student


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
