"""Who met whom in breakouts of the group's earlier sessions, in the seat numbers of a later one."""

from dialogue.meetings import KINDS_THAT_TELL, met_in
from dialogue.pairing import Couple, couple
from sessions import log
from sessions.models import DialogueSession, Seat


def met_before(meeting: DialogueSession) -> tuple[Couple, ...]:
    """Couples of seats of this session. Seats are matched by person: numbers may differ from week to week.

    Four queries, however many sessions there were; of their logs only the few events about breakouts are read.
    """
    if meeting.group_id is None:
        return ()
    earlier = DialogueSession.objects.filter(
        group=meeting.group_id, kind=DialogueSession.Kind.SESSION, starts_at__lt=meeting.starts_at
    )
    told = log.read_in_all(earlier.values_list("pk", flat=True), KINDS_THAT_TELL)
    seats = Seat.objects.filter(dialogue_session__in=list(told), user__isnull=False)
    person = {(one.dialogue_session_id, one.number): one.user_id for one in seats}
    number = {one.user_id: one.number for one in meeting.seats.filter(user__isnull=False)}
    found: set[Couple] = set()
    for session, events in told.items():
        for two in met_in(events):
            here = [number.get(person.get((session, seat))) for seat in two]
            if here[0] and here[1]:
                found.add(couple(here[0], here[1]))
    return tuple(sorted(found))
