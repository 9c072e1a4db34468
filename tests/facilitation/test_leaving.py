"""Who leaves a group is out of its rooms, whatever stage they are in and whoever opens them at that moment."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from dialogue import commands as ask
from dialogue import server_commands as server
from exchanges.models import Enrolment, Exchange
from exchanges.services import withdraw
from facilitation import opening, services
from matching.models import Group
from sessions import rooms
from sessions.models import DialogueSession, Seat
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_group, make_session, make_students

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting() -> DialogueSession:
    services.load_plans(services.shipped_plans())
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    group = make_group(exchange, make_students(exchange, 3), make_facilitator(exchange), status=Group.Status.PUBLISHED)
    return make_session(group, starts_at=now())


def student_of(meeting: DialogueSession) -> tuple[Enrolment, int]:
    """Somebody of the group, and the number of the seat."""
    assert meeting.group is not None
    enrolment = meeting.group.memberships.first().enrolment  # type: ignore[union-attr]
    return enrolment, Seat.objects.get(dialogue_session=meeting, user=enrolment.user).number


def leave(meeting: DialogueSession) -> int:
    enrolment, seat = student_of(meeting)
    withdraw(enrolment, make_coordinator(enrolment.exchange), "moved away")
    return seat


def bring_live(meeting: DialogueSession) -> None:
    lead = meeting.seats.get(role="lead").number
    rooms.act(meeting.pk, server.Connect(lead, "c", "d", "p"), ask.StartSession(lead))


@pytest.mark.parametrize("stage", ["lobby", "live", "landed"])
def test_the_seat_is_closed_in_the_log(meeting: DialogueSession, stage: str) -> None:
    opening.open_meeting(meeting)
    if stage != "lobby":
        bring_live(meeting)
    if stage == "landed":
        rooms.act(meeting.pk, ask.Land(meeting.seats.get(role="lead").number))
    seat = leave(meeting)
    assert rooms.room_now(meeting.pk).seats[seat].closed


def test_a_seat_of_a_session_that_is_over_stays(meeting: DialogueSession) -> None:
    opening.open_meeting(meeting)
    bring_live(meeting)
    rooms.act(meeting.pk, ask.EndSession(meeting.seats.get(role="lead").number))
    assert not rooms.room_now(meeting.pk).seats[leave(meeting)].closed


def test_a_room_that_is_opened_later_has_no_seat_for_who_left(meeting: DialogueSession) -> None:
    seat = leave(meeting)
    opening.open_meeting(meeting)
    assert seat not in rooms.room_now(meeting.pk).seats


def test_who_leaves_while_the_room_is_being_opened_is_out_of_it(
    meeting: DialogueSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seats are read, then the person leaves, then the log is written: the look after it finds the seat."""
    left = []
    act = rooms.act

    def slow_act(session, *commands):  # type: ignore[no-untyped-def]
        if isinstance(commands[0], server.Schedule):
            left.append(leave(meeting))
        return act(session, *commands)

    monkeypatch.setattr(rooms, "act", slow_act)
    opening.open_meeting(meeting)
    assert rooms.room_now(meeting.pk).seats[left[0]].closed


def test_leaving_twice_changes_nothing_more(meeting: DialogueSession) -> None:
    opening.open_meeting(meeting)
    seat = leave(meeting)
    before = rooms.room_now(meeting.pk).seq
    rooms.take_seat_away(meeting.pk, seat)
    assert rooms.room_now(meeting.pk).seq == before


def test_an_opening_an_hour_before_is_kept_level_by_the_next_round(meeting: DialogueSession) -> None:
    opening.open_meeting(meeting)
    Seat.objects.filter(dialogue_session=meeting, number=1).update(removed_at=now())
    opening.open_due_rooms(meeting.starts_at - timedelta(minutes=30))
    assert rooms.room_now(meeting.pk).seats[1].closed
