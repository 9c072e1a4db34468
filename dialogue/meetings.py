"""Who was together with whom in breakouts: for the pairs of a later session, and in seconds for the record."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from dialogue import events as ev
from dialogue.pairing import Couple, couple, couples_of
from dialogue.record import SeatRecord, SessionRecord, Span, merged

type Stay = tuple[int, int, Span]
KINDS_THAT_TELL = ("PairsStarted", "MovedTo", "PairsEnded", "SentToLobby", "Removed", "SeatClosed")


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


# -- for how long -------------------------------------------------------------------------------------------------


def partners(record: SessionRecord) -> dict[Couple, float]:
    """Couples of seats -> seconds that both were connected in the same breakout. Facilitators count by their visits."""
    stays = {number: list(stays_of(seat)) for number, seat in sorted(record.seats.items())}
    found: dict[Couple, float] = {}
    for one, other in combinations(stays, 2):
        seconds = sum(overlap(mine, theirs) for mine in stays[one] for theirs in stays[other])
        if seconds > 0:
            found[one, other] = round(seconds, 3)
    return found


def stays_of(seat: SeatRecord) -> Iterator[Stay]:
    """Where somebody was put, as far as the person was connected there."""
    for visit in seat.visits:
        for since, until in merged(seat.spans):
            begin, end = max(since, visit.since), min(until, visit.until)
            if visit.room and begin < end:
                yield visit.turn, visit.room, (begin, end)


def overlap(one: Stay, other: Stay) -> float:
    if one[:2] != other[:2]:
        return 0.0
    return max(0.0, min(one[2][1], other[2][1]) - max(one[2][0], other[2][0]))
