"""Who is in which breakout and who is alone there: plain questions to a room. The rules are in dialogue/pairs.py.

Company are students and facilitators who are inside: who captions, interprets or observes is company to nobody.
"""

from collections.abc import Iterable

from dialogue.pairing import Groups, Weight, alike, couple, weight_of
from dialogue.state import ALONE_SECONDS, SPEAKING_ROLES, Room

type Rank = tuple[bool, int, int, int, int]


def company(room: Room) -> dict[int, list[int]]:
    """Who is with whom: number of the breakout (0: the room of all) -> seats. Empty ones are named too."""
    numbers = room.pairs.rooms if room.pairs else ()
    found: dict[int, list[int]] = {number: [] for number in (0, *numbers)}
    for seat in room.seats_inside(*SPEAKING_ROLES):
        found[room.seats[seat].room].append(seat)
    return found


def students(room: Room, seats: Iterable[int]) -> list[int]:
    return [seat for seat in seats if room.seats[seat].role == "student"]


def alone(room: Room) -> list[int]:
    """Students who are the only one where they are, the room of all among it."""
    return sorted(seats[0] for seats in company(room).values() if len(seats) == 1 and students(room, seats))


def met_by(room: Room, seat: int, breakout: int) -> set[tuple[int, int]]:
    """Whom a student meets by coming into a breakout."""
    if not breakout or not students(room, [seat]):
        return set()
    others = students(room, company(room)[breakout])
    return {couple(seat, other) for other in others if other != seat}


def weight(room: Room, groups: Groups) -> Weight:
    """How many couples of these groups met before, and how many come from the same country."""
    return weight_of(groups, {number: seat.country for number, seat in room.seats.items()}, room.met)


# -- where to -----------------------------------------------------------------------------------------------------


def place_for(room: Room, seat: int) -> int | None:
    """The breakout for somebody who would be alone: the fewest students, then nobody met before, then other countries.

    The room of all (0) when the breakouts are empty and somebody is there. None: there is nobody anywhere.
    """
    there = company(room)
    places = [number for number in there if set(there[number]) - {seat} and number != room.seats[seat].room]
    ranked = sorted(rank(room, seat, number, there[number]) for number in places if number)
    if ranked:
        return ranked[0][-1]
    return 0 if 0 in places else None


def rank(room: Room, seat: int, number: int, there: list[int]) -> Rank:
    others = students(room, there)
    countries = {other: room.seats[other].country for other in (seat, *others)}
    again = sum(couple(seat, other) in room.met for other in others)
    same = sum(alike(seat, other, countries) for other in others)
    return not others, len(others), again, same, number


def place_at_the_door(room: Room, seat: int) -> int:
    """Where a student goes who comes in while breakouts run: back to where the others still are, else as above.

    Whom a facilitator took into the room of all goes back there while a facilitator is there.
    """
    assert room.pairs is not None
    own = room.seats[seat].room
    there = set(company(room)[own]) - {seat}
    if there and (own or (seat in room.pairs.called_in and set(room.facilitators_here()) & there)):
        return own
    found = place_for(room, seat)
    return own if found is None else found


# -- when ---------------------------------------------------------------------------------------------------------


def ends_at(room: Room) -> float | None:
    """When the breakouts end by themselves: at their own time, else with the phase, unless it was over before."""
    pairs, running = room.pairs, room.running
    if pairs is None:
        return None
    if pairs.ends_at is not None:
        return pairs.ends_at
    return running.ends_at if running is not None and running.ends_at > pairs.started_at else None


def stands(room: Room) -> bool:
    """The clock stands: the plan is paused, or it is a quiet minute."""
    return room.stands_since() is not None


def ends_due_at(room: Room) -> float | None:
    return None if stands(room) else ends_at(room)


def first_alone(room: Room) -> tuple[float, int] | None:
    """When the next one who is alone is to be moved, and who; only those for whom there is a place."""
    waiting = room.pairs.alone_since.items() if room.pairs else ()
    due = [(since + ALONE_SECONDS, seat) for seat, since in waiting if place_for(room, seat) is not None]
    return min(due, default=None)


def alone_due_at(room: Room) -> float | None:
    found = first_alone(room)
    return None if found is None else found[0]
