"""What a coordinator does with drafts by hand: moves, swaps, locks, other meetings, merging, undo and redo."""

import pytest

from accounts.models import AuditEntry
from matching import board_log, errors, hand_changes, services
from matching.checks import members_of
from matching.hand_changes import Act
from matching.models import BoardChange, Group, Membership
from tests.factories import make_facilitator, make_group, make_student, make_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(exchange, by):
    """An act on the board as it is now."""
    return lambda **more: Act(exchange, by, board_log.version_of(exchange), **more)


def in_group(group):
    return {one.pk for one in members_of(group)}


def first(group):
    return members_of(group)[0].pk


def test_somebody_moves(act, groups):
    student = first(groups[0])
    done = hand_changes.move(act(reason="They asked for it"), student, groups[1].pk)
    assert student in in_group(groups[1])
    assert done.touched == {groups[0].pk, groups[1].pk}
    assert done.change.reason == "They asked for it"


def test_somebody_is_put_aside_and_seated_again(act, groups):
    student = first(groups[0])
    assert hand_changes.move(act(), student, None).board.unplaced == [student]
    assert not Membership.objects.filter(enrolment=student).exists()
    hand_changes.move(act(), student, groups[0].pk)
    assert student in in_group(groups[0])


def test_a_move_to_where_one_is_is_no_move(act, groups):
    with pytest.raises(errors.BoardMoved):
        hand_changes.move(act(), first(groups[0]), groups[0].pk)


def test_a_broken_rule_is_asked_about_first(act, groups):
    busy = make_student(groups[0].exchange, 20, availability="Mon 12:00-20:00")
    Membership.objects.create(group=groups[0], enrolment=busy)
    Group.objects.filter(pk=groups[1].pk).update(slot="Thu 16:30")
    with pytest.raises(errors.NeedsYes, match="not free"):
        hand_changes.move(act(), busy.pk, groups[1].pk)
    assert busy.pk in in_group(groups[0])


def test_with_a_yes_a_broken_rule_is_done_and_kept(act, groups, exchange):
    busy = make_student(groups[0].exchange, 20, availability="Mon 12:00-20:00")
    Membership.objects.create(group=groups[0], enrolment=busy)
    Group.objects.filter(pk=groups[1].pk).update(slot="Thu 16:30")
    done = hand_changes.move(act(anyway=True), busy.pk, groups[1].pk)
    assert done.change.broke == ["availability"]
    assert AuditEntry.objects.get(verb="board.move").detail["broke"] == ["availability"]
    with pytest.raises(errors.RuleBroken, match="not free"):
        services.publish_groups(exchange, done.change.by)


def test_a_group_that_is_too_small_may_grow_step_by_step(exchange, act):
    students = make_students(exchange, 12)
    make_group(exchange, students[:9], make_facilitator(exchange, "One"))
    small = make_group(exchange, students[9:11], make_facilitator(exchange, "Two"))
    hand_changes.move(act(), students[2].pk, small.pk)
    assert len(in_group(small)) == 3


def test_two_people_swap(act, groups):
    one, other = first(groups[0]), first(groups[1])
    hand_changes.swap(act(), one, other)
    assert one in in_group(groups[1])
    assert other in in_group(groups[0])


def test_nobody_swaps_inside_a_group(act, groups):
    with pytest.raises(errors.BoardMoved):
        hand_changes.swap(act(), first(groups[0]), members_of(groups[0])[1].pk)


def test_who_is_locked_stays(act, groups):
    student = first(groups[0])
    hand_changes.lock_student(act(), student, locked=True)
    with pytest.raises(errors.Locked, match="Student"):
        hand_changes.move(act(), student, groups[1].pk)
    hand_changes.lock_student(act(), student, locked=False)
    hand_changes.move(act(), student, groups[1].pk)


def test_a_locked_group_lets_nobody_in_or_out(act, groups):
    hand_changes.lock_group(act(), groups[1].pk, locked=True)
    for student, target in ((first(groups[0]), groups[1]), (first(groups[1]), groups[0])):
        with pytest.raises(errors.Locked, match=groups[1].name):
            hand_changes.move(act(), student, target.pk)
    with pytest.raises(errors.Locked):
        hand_changes.set_meeting(act(), groups[1].pk, "Tue 16:30", groups[1].facilitator_id)


def test_a_group_meets_at_another_time_with_another_facilitator(act, groups, exchange):
    third = make_facilitator(exchange, "Three")
    hand_changes.set_meeting(act(), groups[0].pk, "Tue 16:30", third.pk)
    groups[0].refresh_from_db()
    assert (groups[0].slot, groups[0].facilitator) == ("Tue 16:30", third)


def test_a_time_that_does_not_suit_is_asked_about(act, groups):
    with pytest.raises(errors.NeedsYes, match="not free"):
        hand_changes.set_meeting(act(), groups[0].pk, "Sat 16:30", groups[0].facilitator_id)


def test_a_second_facilitator_can_be_given_and_taken(act, groups, exchange):
    helper = make_facilitator(exchange, "Helper", level="F1")
    assert hand_changes.set_support(act(), groups[0].pk, helper.pk).board.groups[groups[0].pk].co_facilitator == helper
    hand_changes.set_support(act(), groups[0].pk, None)
    groups[0].refresh_from_db()
    assert groups[0].co_facilitator is None


def test_nobody_helps_in_two_groups_at_once(act, groups):
    with pytest.raises(errors.RuleBroken, match="leads"):
        hand_changes.set_support(act(), groups[0].pk, groups[1].facilitator_id)


def test_a_new_group_is_empty_and_can_be_removed(act, groups, exchange):
    third = make_facilitator(exchange, "Three")
    done = hand_changes.new_group(act(), "Wed 16:30", third.pk, "en")
    made = exchange.groups.get(pk=max(done.touched))
    assert (made.name, made.memberships.count()) == ("Group 1", 0)
    hand_changes.remove_group(act(), made.pk)
    assert not exchange.groups.filter(pk=made.pk).exists()


def test_a_group_with_people_is_not_removed(act, groups):
    with pytest.raises(errors.GroupNotEmpty):
        hand_changes.remove_group(act(), groups[0].pk)


def test_a_busy_facilitator_gets_no_new_group(act, groups):
    with pytest.raises(errors.RuleBroken, match="too close"):
        hand_changes.new_group(act(), "Mon 17:00", groups[0].facilitator_id, "en")


def test_groups_merge_and_come_apart_again(act, exchange):
    students = make_students(exchange, 9)
    one = make_group(exchange, students[:4], make_facilitator(exchange, "One"))
    other = make_group(exchange, students[4:], make_facilitator(exchange, "Two"))
    hand_changes.merge(act(), one.pk, other.pk)
    assert len(in_group(other)) == 9
    assert not Group.objects.filter(pk=one.pk).exists()
    hand_changes.undo(act())
    assert len(in_group(Group.objects.get(pk=one.pk))) == 4
    assert len(in_group(other)) == 5


def test_undo_and_redo_go_back_and_forth(act, groups):
    student, other = first(groups[0]), first(groups[1])
    hand_changes.move(act(), student, groups[1].pk)
    hand_changes.lock_student(act(), other, locked=True)
    hand_changes.undo(act())
    assert not Membership.objects.get(enrolment=other).is_locked
    hand_changes.undo(act())
    assert student in in_group(groups[0])
    hand_changes.redo(act())
    assert student in in_group(groups[1])
    hand_changes.redo(act())
    assert Membership.objects.get(enrolment=other).is_locked
    with pytest.raises(errors.NothingToRedo):
        hand_changes.redo(act())


def test_after_something_new_nothing_is_done_again(act, groups):
    hand_changes.move(act(), first(groups[0]), groups[1].pk)
    hand_changes.undo(act())
    hand_changes.lock_group(act(), groups[0].pk, locked=True)
    with pytest.raises(errors.NothingToRedo):
        hand_changes.redo(act())


def test_without_acts_there_is_nothing_to_undo(act, groups):
    with pytest.raises(errors.NothingToUndo):
        hand_changes.undo(act())


def test_who_looked_at_an_older_board_is_told(act, groups, exchange):
    behind = act()
    hand_changes.move(act(), first(groups[0]), groups[1].pk)
    with pytest.raises(errors.BoardChanged, match="Coordinator changed the board"):
        hand_changes.move(behind, first(groups[0]), groups[1].pk)


def test_an_undo_that_no_longer_fits_changes_nothing(act, groups):
    student = first(groups[0])
    hand_changes.move(act(), student, groups[1].pk)
    Membership.objects.filter(enrolment=student).update(group=groups[0])
    with pytest.raises(errors.BoardMoved):
        hand_changes.undo(act())
    assert board_log.undoable(groups[0].exchange) is not None


def test_acts_that_stand_are_counted_with_the_people_who_sit_elsewhere(act, groups, exchange):
    student = first(groups[0])
    hand_changes.move(act(), student, groups[1].pk)
    hand_changes.move(act(), student, groups[0].pk)
    hand_changes.swap(act(), first(groups[0]), first(groups[1]))
    hand_changes.lock_group(act(), groups[0].pk, locked=True)
    hand_changes.undo(act())
    acts = board_log.by_hand(exchange)
    assert [one.kind for one in acts] == ["move", "move", "swap"]
    assert len(board_log.people_moved(acts)) == 2


def test_other_drafts_end_what_can_be_undone(act, groups, exchange, by):
    hand_changes.move(act(), first(groups[0]), groups[1].pk)
    board_log.start_anew(exchange, by)
    with pytest.raises(errors.NothingToUndo):
        hand_changes.undo(act())


def test_published_groups_do_not_change_by_hand(act, groups, exchange, by):
    services.publish_groups(exchange, by)
    with pytest.raises(errors.GroupsPublished):
        hand_changes.move(act(), first(groups[0]), groups[1].pk)
    assert not BoardChange.objects.exists()
