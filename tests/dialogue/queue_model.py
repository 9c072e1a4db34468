"""A reference model of the speaker queue, from its description in words (live.md B1), second by second.

It knows no events, no due times and no timer: each second it looks at everybody. A place is a number on a line from
front to back; whoever joins gets a number behind all others, whoever is put in between gets one in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

PLACE_KEPT_SECONDS = 90
FLOOR_HELD_SECONDS = 15
SHORTEST_TURN_SECONDS = 2


@dataclass
class Person:
    devices: set[str] = field(default_factory=lambda: {"laptop"})
    seconds_away: int = 0
    seconds_spoken: int = 0
    place: float | None = None
    put_there: bool = False
    turns: int = 0

    @property
    def here(self) -> bool:
        return bool(self.devices)


class Model:
    """First come, first served, and the facilitator gives the floor; or ``fewest_turns``: whoever had fewer turns
    comes first, except before somebody who was put into a place, and a free floor goes to the next one by itself."""

    def __init__(self, seats: Iterable[int], *, fewest_turns: bool) -> None:
        self.people = {seat: Person() for seat in seats}
        self.fewest_turns = fewest_turns
        self.speaker: int | None = None

    # -- what is seen ------------------------------------------------------------------------------------------

    def queue(self) -> list[int]:
        waiting = [(person.place, seat) for seat, person in self.people.items() if person.place is not None]
        return [seat for _, seat in sorted(waiting)]

    def next_one(self) -> int | None:
        """Who is away is passed over, not taken out."""
        return next((seat for seat in self.queue() if self.people[seat].here), None)

    # -- what people do ----------------------------------------------------------------------------------------

    def raises(self, seat: int) -> None:
        me = self.people[seat]
        if me.here and me.place is None and self.speaker != seat:
            others = [self.people[other] for other in self.queue()]
            ahead = [n for n, one in enumerate(others, 1) if one.put_there or not self.overtakes(me, one)]
            self.put(seat, max(ahead, default=0), put_there=False)
            self.fill_floor()

    def overtakes(self, me: Person, other: Person) -> bool:
        return self.fewest_turns and me.turns < other.turns

    def lowers(self, seat: int) -> None:
        if self.people[seat].here:
            self.people[seat].place = None

    def ends(self, seat: int) -> None:
        if self.speaker == seat and self.people[seat].here:
            self.frees_floor()
            self.fill_floor()

    def gives_next(self) -> None:
        """The floor goes to the next one; only when it is free."""
        seat = self.next_one()
        if self.speaker is None and seat is not None:
            self.speaker = seat
            self.people[seat].place = None
            self.people[seat].seconds_spoken = 0

    def drops(self, seat: int, device: str) -> None:
        self.people[seat].devices.discard(device)

    def returns(self, seat: int, device: str) -> None:
        self.people[seat].devices.add(device)
        if self.speaker == seat:  # a short absence within a turn is a pause in it
            self.people[seat].seconds_spoken += self.people[seat].seconds_away
        self.people[seat].seconds_away = 0
        self.fill_floor()

    # -- time --------------------------------------------------------------------------------------------------

    def second(self) -> None:
        for seat, person in self.people.items():
            person.seconds_away = 0 if person.here else person.seconds_away + 1
            person.seconds_spoken += seat == self.speaker and person.here
        if self.speaker is not None and self.people[self.speaker].seconds_away >= FLOOR_HELD_SECONDS:
            lost = self.speaker
            self.frees_floor()
            self.put(lost, min(1, len(self.queue())), put_there=True)
            self.fill_floor()
        for person in self.people.values():
            if person.seconds_away >= PLACE_KEPT_SECONDS:
                person.place = None

    # -- the line and the floor --------------------------------------------------------------------------------

    def put(self, seat: int, ahead: int, *, put_there: bool) -> None:
        """Half-way between the ``ahead`` people in front and the others."""
        places = sorted(person.place for person in self.people.values() if person.place is not None)
        before = places[ahead - 1] if ahead else 0.0
        after = places[ahead] if ahead < len(places) else before + 2.0
        self.people[seat].place = (before + after) / 2
        self.people[seat].put_there = put_there

    def frees_floor(self) -> None:
        assert self.speaker is not None
        speaker, self.speaker = self.people[self.speaker], None
        speaker.turns += speaker.seconds_spoken >= SHORTEST_TURN_SECONDS

    def fill_floor(self) -> None:
        if self.fewest_turns:
            self.gives_next()
