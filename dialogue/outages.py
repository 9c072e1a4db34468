"""Time in which a room could not be used through no fault of anybody in it: it counts neither for nor against.

Outages are told as they are noticed, by more than one process or more than once; dialogue/record.py merges them.
"""

from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room


@decides(server.NoteOutage)
def note_outage(draft: Draft, command: server.NoteOutage) -> None:
    note(draft, command.since, command.until)


def note(draft: Draft, since: float, until: float) -> None:
    """The part of it in which the room was live; nothing when there is none."""
    room = draft.room
    if not room.live or room.live_at is None:
        return
    since, until = max(since, room.live_at), min(until, draft.now)
    if since < until:
        draft.add(ev.OutageNoted(round(since, 3), round(until, 3)))


@applies(ev.OutageNoted)
def outage_noted(room: Room, event: ev.OutageNoted, at: float) -> Room:
    return room
