"""Who was together with whom in breakouts, and for how long: from the record of a finished log (live.md B10)."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from dialogue.pairing import Couple
from dialogue.record import SeatRecord, SessionRecord, Span

type Stay = tuple[int, int, Span]


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
        for since, until in united(seat.spans):
            begin, end = max(since, visit.since), min(until, visit.until)
            if visit.room and begin < end:
                yield visit.turn, visit.room, (begin, end)


def united(spans: Iterable[Span]) -> list[Span]:
    """Two devices at once are one presence."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return found


def overlap(one: Stay, other: Stay) -> float:
    if one[:2] != other[:2]:
        return 0.0
    return max(0.0, min(one[2][1], other[2][1]) - max(one[2][0], other[2][0]))
