"""Whose private view an event can have changed, without working it out.

Half of what happens in a room is chat; without this everybody's private view would be worked out again for each line.
tests/dialogue/test_own_seat.py shows both for random histories: add to them only together with its trial there.
"""

from operator import attrgetter
from typing import Any

from dialogue import events as ev
from dialogue.replies import may_reply, waits
from dialogue.state import Room

# After these nobody's private view is another but that of the person who did it, and nothing is due sooner.
TOUCHES_OWN_SEAT = {ev.Said, ev.Reacted, ev.CommandNoted}

of_room = attrgetter("stage", "pairs", "ready", "lead", "help", "board", "check", "connections")
of_seat = attrgetter("role", "outside", "gone", "room", "agreed", "devices")


def own_seat(event: ev.Event) -> int:
    """Whose act it was. Only for the kinds above."""
    assert isinstance(event, ev.Said | ev.Reacted | ev.CommandNoted)
    return event.seat


class OwnReads:
    """Everything that private views read of one room: equal reads of a seat, equal view. A fifth of building it."""

    def __init__(self, room: Room) -> None:
        self.room, self.shared = room, of_room(room)
        self.places = {hand.seat: place for place, hand in enumerate(room.queue)}
        self.speaker = room.speaker.seat if room.speaker else None

    def by(self, seat: int) -> tuple[Any, ...]:
        room = self.room
        floor = (self.places.get(seat), self.speaker == seat, may_reply(room, seat), waits(room, seat))
        return floor, of_seat(room.seats[seat]), self.shared
