"""A new run around what is locked: who and what it is told, and what stands after it is taken over."""

import pytest

from matching import board_log, child, errors, hand_changes, services
from matching.checks import members_of
from matching.hand_changes import Act
from matching.locks import as_text, without
from matching.models import Group, MatchRun, Membership
from tests.factories import make_coordinator, make_facilitator, make_group, make_students
from tests.support.large_exchange import make_large_exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(exchange):
    students = make_students(exchange, 14)
    return [
        make_group(exchange, students[:7], make_facilitator(exchange, "One"), is_locked=True),
        make_group(exchange, students[7:], make_facilitator(exchange, "Two")),
    ]


def lines(text):
    return [line.split(",")[0] for line in text.splitlines()[1:]]


def finish(run, answer):
    MatchRun.objects.filter(pk=run.pk).update(status=MatchRun.Status.DONE, answer=answer)
    run.refresh_from_db()
    return run


def formed(group, members):
    return {
        "id": "g1",
        "members": members,
        "slot": "Tue 16:30",
        "facilitator": group.facilitator_id,
        "language": "en",
    }


def test_people_of_a_locked_group_are_not_in_the_new_run(exchange, by, groups):
    run = services.prepare_match(exchange, by)
    assert lines(run.inputs["students"]) == [f"s{one.pk}" for one in sorted(members_of(groups[1]), key=lambda s: s.pk)]
    assert run.inputs["kept"][0]["group"] == groups[0].pk


def test_its_facilitator_offers_one_group_less_at_other_hours(exchange, by, groups):
    run = services.prepare_match(exchange, by)
    row = next(line for line in run.inputs["facilitators"].splitlines() if f"f{groups[0].facilitator_id}," in line)
    assert "Mon 12:00-16:00;Mon 19:00-22:00;Tue 12:00-22:00" in row
    assert row.rsplit(",", 2)[1] == "1"


def test_people_who_are_locked_beside_each_other_stay_so(exchange, by, groups):
    pair = members_of(groups[1])[:2]
    Membership.objects.filter(enrolment__in=pair).update(is_locked=True)
    run = services.prepare_match(exchange, by)
    ids = sorted(f"s{one.pk}" for one in pair)
    assert ids in run.inputs["constraints"]["keep_together"]
    answer = [formed(groups[1], [one.pk for one in members_of(groups[1])])]
    services.accept_run(finish(run, answer), by)
    assert set(Membership.objects.filter(is_locked=True).values_list("enrolment", flat=True)) == {p.pk for p in pair}


def test_the_locked_group_stands_beside_the_new_ones(exchange, by, groups):
    run = services.prepare_match(exchange, by)
    answer = [formed(groups[1], [one.pk for one in members_of(groups[1])])]
    services.accept_run(finish(run, answer), by)
    kept = Group.objects.get(pk=groups[0].pk)
    assert (kept.is_locked, kept.run, len(members_of(kept))) == (True, run, 7)
    assert exchange.groups.count() == 2


def test_an_answer_that_knows_nothing_of_the_lock_is_not_taken_over(exchange, by, groups):
    Group.objects.update(is_locked=False)
    run = services.prepare_match(exchange, by)
    Group.objects.filter(pk=groups[0].pk).update(is_locked=True)
    answer = [formed(groups[1], [one.pk for one in members_of(groups[1])])]
    with pytest.raises(errors.Locked, match=groups[0].name):
        services.accept_run(finish(run, answer), by)


def test_an_answer_around_a_lock_that_is_gone_is_not_taken_over(exchange, by, groups):
    run = services.prepare_match(exchange, by)
    Group.objects.update(is_locked=False)
    answer = [formed(groups[1], [one.pk for one in members_of(groups[1])])]
    with pytest.raises(errors.KeptGroupsChanged):
        services.accept_run(finish(run, answer), by)


def test_when_all_are_locked_there_is_nothing_to_form(exchange, by, groups):
    Group.objects.update(is_locked=True)
    with pytest.raises(errors.NotReady, match="everybody is in a locked group"):
        services.prepare_match(exchange, by)


def test_the_matcher_forms_the_rest_without_breaking_a_rule():
    exchange = make_large_exchange(60)
    by = make_coordinator(exchange)
    locked = exchange.groups.order_by("pk")[0]
    Group.objects.filter(pk=locked.pk).update(is_locked=True)
    before = members_of(locked)
    run = child.run(services.prepare_match(exchange, by, seconds=1).pk)
    services.accept_run(run, by)
    assert members_of(locked) == before
    assert Membership.objects.filter(left_at=None).count() == 60
    assert len(services.publish_groups(exchange, by)) == exchange.groups.count()


@pytest.mark.parametrize(
    ("spans", "taken", "left"),
    [
        ([(0, 100)], [(20, 40)], [(0, 20), (40, 100)]),
        ([(0, 100)], [(-10, 40)], [(40, 100)]),
        ([(0, 100)], [(0, 100)], []),
        ([(0, 100)], [(100, 200)], [(0, 100)]),
        ([(0, 100), (200, 300)], [(50, 250)], [(0, 50), (250, 300)]),
    ],
)
def test_hours_are_cut_out(spans, taken, left):
    assert without(spans, taken) == left


def test_the_end_of_a_day_is_24_hours():
    assert as_text([(1320, 1440), (1440, 1500)]) == "Mon 22:00-24:00;Tue 00:00-01:00"


def test_taking_over_a_run_is_undone_and_done_again(exchange, by, groups):
    Group.objects.update(is_locked=False)
    pair = members_of(groups[1])[:2]
    Membership.objects.filter(enrolment__in=pair).update(is_locked=True)
    before = {group.pk: (group.name, group.slot, members_of(group)) for group in exchange.groups.all()}
    moved = members_of(groups[0])[0]
    board = lambda: Act(exchange, by, board_log.version_of(exchange))  # noqa: E731
    hand_changes.move(board(), moved.pk, None)
    hand_changes.move(board(), moved.pk, groups[0].pk)
    run = services.prepare_match(exchange, by)
    answer = [formed(groups[1], [one.pk for group in groups for one in members_of(group)])]
    services.accept_run(finish(run, answer), by)
    hand_changes.undo(board())
    assert {group.pk: (group.name, group.slot, members_of(group)) for group in exchange.groups.all()} == before
    assert Membership.objects.filter(is_locked=True).count() == 2
    hand_changes.undo(board())
    assert moved not in members_of(groups[0])
    hand_changes.redo(board())
    hand_changes.redo(board())
    assert [len(members_of(group)) for group in exchange.groups.all()] == [14]
