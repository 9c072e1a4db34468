"""What is kept beside the log for lists: who is connected, which phase runs, whether somebody leads."""

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from sessions.management.commands.replay import beside, beside_by
from sessions.models import DialogueSession
from sessions.present import present_in
from sessions.rehearsals import make_room
from sessions.rooms import act, room_now

pytestmark = pytest.mark.django_db
PHASES = [{"id": name, "title": name, "minutes": 10} for name in ("one", "two")]
PLAN = {"id": "p", "title": "P", "phases": PHASES}


@pytest.fixture
def room() -> DialogueSession:
    """Live, with a student in seat 1 and the lead connected."""
    made = make_room(1, 3, 1, PLAN, 60)
    act(made.pk, server.Connect(1, "one", "laptop", "p"), server.Connect(lead_of(made), "lead", "laptop", "p"))
    return made


def lead_of(made: DialogueSession) -> int:
    return made.seats.get(role="lead").number


def stored(made: DialogueSession) -> DialogueSession:
    made.refresh_from_db()
    return made


def test_the_phase_that_runs_is_kept_until_the_end(room: DialogueSession) -> None:
    act(room.pk, ask.NextPhase(lead_of(room)))
    assert stored(room).phase == 1
    act(room.pk, ask.EndSession(lead_of(room)))
    assert stored(room).phase is None


def test_since_when_nobody_leads_is_kept_until_somebody_does(room: DialogueSession) -> None:
    act(room.pk, ask.Leave(lead_of(room)))
    assert stored(room).unled_since is not None
    act(room.pk, server.Connect(lead_of(room), "again", "laptop", "p"))
    assert stored(room).unled_since is None


def test_what_is_kept_is_what_the_log_says(room: DialogueSession) -> None:
    for command in (ask.NextPhase(lead_of(room)), ask.Leave(lead_of(room)), ask.Leave(1)):
        act(room.pk, command)
        assert beside(stored(room)) == beside_by(room_now(room.pk))


def test_two_devices_of_one_student_are_one_who_is_here(room: DialogueSession) -> None:
    act(room.pk, server.Connect(1, "phone", "phone", "p"))
    present = present_in([room.pk])[room.pk]
    assert (present.here, present.expected, present.leaders_here) == ({1}, 3, {lead_of(room)})


def test_a_seat_that_was_taken_away_is_not_expected(room: DialogueSession) -> None:
    room.seats.filter(number=2).update(removed_at=room.created_at)
    assert present_in([room.pk])[room.pk].expected == 2
