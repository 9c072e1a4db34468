"""The figures of the board: J is the one of the engine, and what a move is foretold to do is what it does."""

import pytest

from exchanges.models import Exchange
from matching import board_cohort, hand_changes
from matching.board_effects import effects_for, swap_in_full
from matching.board_figures import measured, seating_of
from matching.board_json import Told
from matching.board_state import read_board
from matching.engine.quality import measure
from matching.hand_changes import Act
from matching.models import Group
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_group, make_student, make_students
from tests.support.large_exchange import make_large_exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    return make_large_exchange(60)


@pytest.fixture
def act(exchange):
    by = make_coordinator(exchange)
    return lambda: Act(exchange, by, Told(read_board(exchange)).rest()["version"], anyway=True)


def total_of(exchange):
    found = measured(read_board(exchange))
    assert found is not None
    return found.whole.total


def test_the_figures_are_those_of_the_engine(exchange):
    board = read_board(exchange)
    seatings = [seating_of(board, key) for key in board.groups]
    assert total_of(exchange) == pytest.approx(measure(board.cohort.problem, seatings).total)


def test_a_move_does_what_was_foretold(exchange, act):
    board = read_board(exchange)
    student, target = min(board.group_of), max(board.groups)
    foretold = effects_for(board, student)["moves"][str(target)]["effect"]["total"]
    before = total_of(exchange)
    hand_changes.move(act(), student, target)
    assert total_of(exchange) - before == pytest.approx(foretold, abs=0.006)


def test_a_swap_does_what_was_foretold(exchange, act):
    board = read_board(exchange)
    one, home = min(board.group_of.items())
    other = next(person for person, group in board.group_of.items() if group != home)
    foretold = swap_in_full(board, one, other)["effect"]["total"]
    before = total_of(exchange)
    hand_changes.swap(act(), one, other)
    assert total_of(exchange) - before == pytest.approx(foretold, abs=0.006)


def test_a_swap_in_the_list_is_priced_or_forbidden_as_in_full(exchange):
    board = read_board(exchange)
    student = min(board.group_of)
    for other, told in effects_for(board, student)["swaps"].items():
        full = swap_in_full(board, student, int(other))
        assert bool(full["hard"]) == isinstance(told, list)
        if not full["hard"]:
            assert full["effect"]["total"] == pytest.approx(told, abs=0.006)


def test_every_other_group_and_aside_is_a_place(exchange):
    board = read_board(exchange)
    student, home = min(board.group_of.items())
    assert set(effects_for(board, student)["moves"]) == {"0"} | {str(key) for key in board.groups if key != home}


def test_what_forbids_a_place_is_said_in_words(exchange):
    board = read_board(exchange)
    told = effects_for(board, min(board.group_of))["moves"].values()
    assert any("not free" in sentence for place in told for sentence in place["hard"])


def test_groups_that_are_all_alike_have_the_figure_of_the_whole():
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    students = make_students(exchange, 36)
    for n in range(2):
        make_group(exchange, students[18 * n :][:6], make_facilitator(exchange, str(n)))
    known = measured(read_board(exchange))
    assert known is not None
    for key in known.rows:
        assert known.group(key).total == pytest.approx(known.whole.total)


def test_an_empty_group_and_one_without_a_time_count_in_no_figure(exchange):
    before = total_of(exchange)
    make_group(exchange, [], exchange.facilitators.first(), name="Empty")
    make_group(exchange, [], exchange.facilitators.first(), name="Odd", slot="")
    assert total_of(exchange) == before


def test_without_any_group_there_are_no_figures(exchange):
    Group.objects.all().delete()
    assert measured(read_board(exchange)) is None


def test_a_person_whose_data_is_no_use_takes_the_figures_away_and_says_why(exchange):
    exchange.enrolments.first().profile.__class__.objects.filter(enrolment=exchange.enrolments.first()).update(
        timezone="Nowhere/At all"
    )
    board = read_board(exchange)
    assert measured(board) is None
    assert board.cohort.trouble == f"{exchange.enrolments.first().user}: this cannot be read: time zone."


def test_people_are_read_again_when_one_of_them_changes(exchange):
    known = board_cohort.cohort_of(exchange)
    assert board_cohort.cohort_of(exchange) is known
    profile = exchange.enrolments.first().profile
    profile.country = "XX"
    profile.save()
    assert board_cohort.cohort_of(exchange) is not known


def test_who_comes_late_waits_aside(exchange):
    late = make_student(exchange, 3, discipline="law")
    assert read_board(exchange).unplaced == [late.pk]
