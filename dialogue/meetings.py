"""Who was together with whom in breakouts, as a log tells it: for the pairs of a later session."""

from collections.abc import Iterable

from dialogue import events as ev
from dialogue.pairing import Couple, couple, couples_of


def met_in(events: Iterable[ev.Event]) -> set[Couple]:
    """Couples of seats that were put together. Needs the events of ``KINDS_THAT_TELL`` only; facilitators count too."""
    met: set[Couple] = set()
    place: dict[int, int] = {}
    for event in events:
        match event:
            case ev.PairsStarted():
                place = {seat: room for room, seats in enumerate(event.rooms, start=1) for seat in seats}
                met |= set(couples_of(event.rooms))
            case ev.MovedTo():
                place[event.seat] = event.room
                others = {seat for seat, room in place.items() if room == event.room and room} - {event.seat}
                met |= {couple(event.seat, other) for other in others}
            case ev.SentToLobby() | ev.Removed():
                place.pop(event.seat, None)
            case ev.SeatClosed():
                place.pop(event.number, None)
            case ev.PairsEnded():
                place = {}
            case _:
                pass
    return met


KINDS_THAT_TELL = ("PairsStarted", "MovedTo", "PairsEnded", "SentToLobby", "Removed", "SeatClosed")
