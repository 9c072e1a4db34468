"""One student's session as rows for a spreadsheet: every minute with its reason, then the moments."""

from exchanges.models import Enrolment
from recognition import timelines
from recognition.seasons import OVER, read_facts, rule_set_of
from sessions.models import DialogueSession, Seat


def rows_of(meeting: DialogueSession, enrolment: Enrolment, *, with_acts: bool) -> list[list[object]]:
    """From, to, minutes and the reason for each part; then the moments, which have no length."""
    assert meeting.exchange is not None
    facts = read_facts([meeting.pk], rule_set_of(meeting.exchange).bridge_seconds).get(meeting.pk)
    seat = meeting.seats.filter(user=enrolment.user_id, role=Seat.Role.STUDENT).first()
    if facts is None or meeting.state not in OVER:
        return []
    there = facts.seat(seat.number) if seat else None
    parts: list[list[object]] = [
        [row.start, row.end, row.minutes, row.words] for row in timelines.rows_of(timelines.parts_of(facts, there))
    ]
    for one in timelines.moments_of(there, with_acts=with_acts):
        parts.append([one.clock, one.clock, "", one.words])
    return parts
