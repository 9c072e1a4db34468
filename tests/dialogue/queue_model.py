"""A reference model of the speaker queue, from its description in words, second by second.

It knows no events, no due times and no timer: each second it looks at everybody. A place is a number on a line from
front to back; whoever joins gets a number behind all others, whoever is put in between gets one in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

PLACE_KEPT_SECONDS = 90
FLOOR_HELD_SECONDS = 15
SHORTEST_TURN_SECONDS = 2
REPLY_SECONDS = 30
GRACE_SECONDS = 15


@dataclass
class Person:
    devices: set[str] = field(default_factory=lambda: {"laptop"})
    seconds_away: int = 0
    seconds_spoken: int = 0
    place: float | None = None
    put_there: bool = False
    wants_to_reply: bool = False
    turns: int = 0

    @property
    def here(self) -> bool:
        return bool(self.devices)


class Model:
    """First come, first served, and the facilitator gives the floor; or ``fewest_turns``: whoever had fewer turns
    comes first, except before somebody who was put into a place, and a free floor goes to the next one by itself.

    A reply to the newest thing that was said comes before all that, once. ``turn_seconds``: the longest turn, if any,
    after which the floor is taken, with some grace.
    """

    def __init__(self, seats: Iterable[int], *, fewest_turns: bool, turn_seconds: int = 0) -> None:
        self.people = {seat: Person() for seat in seats}
        self.fewest_turns = fewest_turns
        self.turn_seconds = turn_seconds
        self.speaker: int | None = None
        self.replying = False
        self.seconds_on_the_floor = 0
        self.said_last: int | None = None
        self.said_last_was_reply = False

    # -- what is seen ------------------------------------------------------------------------------------------

    def queue(self) -> list[int]:
        waiting = [(person.place, seat) for seat, person in self.people.items() if person.place is not None]
        return [seat for _, seat in sorted(waiting)]

    def next_one(self) -> int | None:
        """Who is away is passed over, not taken out."""
        return next((seat for seat in self.queue() if self.people[seat].here), None)

    def reply_waits(self) -> int | None:
        return next((seat for seat, person in self.people.items() if person.wants_to_reply), None)

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

    def replies(self, seat: int) -> None:
        said = self.said_last if self.speaker is None else self.speaker
        was_reply = self.said_last_was_reply if self.speaker is None else self.replying
        free = self.reply_waits() is None and said not in (None, seat) and not was_reply
        if self.people[seat].here and free and self.speaker != seat:
            self.people[seat].wants_to_reply = True
            self.fill_floor()

    def sorts(self, named: list[int]) -> None:
        """The named to the front, in this order, to stay there."""
        wanted = named + [seat for seat in self.queue() if seat not in named]
        if wanted == self.queue():
            return
        for place, seat in enumerate(wanted):
            self.people[seat].place = place + 1.0
            self.people[seat].put_there |= seat in named

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
            self.people[seat].place = None
            self.people[seat].wants_to_reply = False
            self.begins(seat, reply=False)

    def begins(self, seat: int, *, reply: bool) -> None:
        self.speaker, self.replying, self.seconds_on_the_floor = seat, reply, 0
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
        self.seconds_on_the_floor += 1
        if self.speaker is not None and self.people[self.speaker].seconds_away >= FLOOR_HELD_SECONDS:
            self.loses_the_floor(self.speaker)
        longest = REPLY_SECONDS if self.replying else self.turn_seconds
        if self.speaker is not None and self.turn_seconds and self.seconds_on_the_floor >= longest + GRACE_SECONDS:
            self.frees_floor()
            self.fill_floor()
        for person in self.people.values():
            if person.seconds_away >= PLACE_KEPT_SECONDS:
                person.place = None
                person.wants_to_reply = False

    def loses_the_floor(self, lost: int) -> None:
        replied = self.replying
        self.frees_floor()
        if replied:
            self.people[lost].wants_to_reply = True
        else:
            self.put(lost, min(1, len(self.queue())), put_there=True)
        self.fill_floor()

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
        seat, self.speaker = self.speaker, None
        spoken = self.people[seat].seconds_spoken >= SHORTEST_TURN_SECONDS
        if spoken or self.replying:
            self.said_last, self.said_last_was_reply = seat, self.replying
        self.people[seat].turns += spoken and not self.replying

    def fill_floor(self) -> None:
        waits = self.reply_waits()
        if self.speaker is None and waits is not None and self.people[waits].here:
            self.people[waits].wants_to_reply = False
            self.begins(waits, reply=True)
        if self.fewest_turns:
            self.gives_next()
