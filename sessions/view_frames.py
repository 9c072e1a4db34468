"""Views as bytes: a view is joined from parts; a part is built and encoded anew when what it reads has changed.

A room is immutable and what an event leaves alone is the same object in the next room, so a part is remembered with
what it read. Each part here names the fields that its function reads; tests/sessions/test_view_frames.py holds the
result against ``view_for`` for every step of random histories, so a field that is forgotten here fails there.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import msgspec

from dialogue.care_view import hints_view
from dialogue.floor_view import floor_care, floor_view
from dialogue.hints import CHAT_ONLY_LINES
from dialogue.pairs_view import pairs_view
from dialogue.state import Room, SeatState
from dialogue.views import AUDIENCES, course_view, lead_view, newest_view, person
from dialogue.written_view import written_view

encode = msgspec.json.Encoder().encode

type Build = Callable[[Room], Mapping[str, Any]]

# What parts read of a seat. Turns and lines are counted with every act: only hints read them, and only these marks.
seat_facts = attrgetter(
    "role", "country", "closed", "removed", "barred", "outside", "seen", "away_at", "room", "back_soon", "agreed",
    "distress", "distress_at",
)  # fmt: skip


def spoken_facts(seat: SeatState) -> tuple[Any, ...]:
    return seat.turns > 0, seat.phase_turns > 0, seat.last_turn_at, seat.lines >= CHAT_ONLY_LINES


class SeatParts:
    """One person's entry for each audience, with the state it was made of."""

    def __init__(self, room: Room, number: int, seat: SeatState, here: bool) -> None:
        self.seat, self.here, self.live = seat, here, room.live
        self.facts, self.spoken = (number, *seat_facts(seat)), spoken_facts(seat)
        linked = {number} if here else set()
        self.entries = {} if seat.gone else {one: encode(person(room, number, linked, one)) for one in AUDIENCES}


class People:
    def __init__(self) -> None:
        self.made_of: tuple[Any, ...] = ()
        self.known: dict[int, SeatParts] = {}
        self.facts: tuple[Any, ...] = ()
        self.spoken: tuple[Any, ...] = ()

    def follow(self, room: Room) -> None:
        if self.made_of and self.made_of[0] is room.seats and self.made_of[1:] == (room.connections, room.live):
            return
        self.made_of = (room.seats, room.connections, room.live)
        linked, live, known = room.linked, room.live, self.known
        if known.keys() != room.seats.keys():
            numbers = sorted(room.seats)
            self.known = known = {n: known.get(n) or SeatParts(room, n, room.seats[n], n in linked) for n in numbers}
        for number, part in known.items():
            seat, here = room.seats[number], number in linked
            if part.seat is not seat or part.here != here or part.live != live:
                known[number] = SeatParts(room, number, seat, here)
        self.facts = same(self.facts, tuple([part.facts for part in known.values()]))
        self.spoken = same(self.spoken, tuple([part.spoken for part in known.values()]))

    def joined(self, audience: str) -> bytes:
        entries = [part.entries[audience] for part in self.known.values() if part.entries]
        return b'"people":[' + b",".join(entries) + b"]"


def same[T](before: T, now: T) -> T:
    """The older of two that are equal, so that every part that reads it sees so at a glance."""
    return before if before == now else now


class Part:
    """Some keys of a view. ``reads``: the key of everything its function reads."""

    def __init__(self, reads: "Reads", build: Build) -> None:
        self.reads, self.build = reads, build
        self.key: Any = None
        self.made = b""

    def bytes_for(self, room: Room, people: People) -> bytes:
        key = self.reads(room, people)
        if key != self.key:
            self.key, self.made = key, encode(self.build(room))[1:-1]
        return self.made


class Reads:
    """The key of fields of the room, and of what parts read of its seats."""

    def __init__(self, *fields: str, seats: bool = True) -> None:
        self.fields, self.seats, self.of_room = frozenset(fields), seats, attrgetter(*fields)

    def __call__(self, room: Room, people: People) -> Any:
        return (self.of_room(room), people.facts) if self.seats else self.of_room(room)


class HintReads(Reads):
    """Also who has spoken; the queue in a round only (who waits has not been left out)."""

    def __call__(self, room: Room, people: People) -> Any:
        return super().__call__(room, people), people.spoken, room.queue if room.order == "circle" else ()


clock_fields = ("running", "plan", "clock_factor", "pause_minute_until", "pause_minute_at")
course = Reads(
    "stage", "starts_at", "lobby_seconds", "minutes", "live_at", "land_ends_at", "ended_at", "end_reason", "lead",
    "running", "plan", "clock_factor", seats=False,
)  # fmt: skip
floor = Reads(
    "order", "queue", "reply", "speaker", "turn_seconds", "hard_turns", "talking_piece", "connections", *clock_fields,
)  # fmt: skip
newest = Reads("reaction", "plan_version", seats=False)
written = Reads("running", "plan", "prompt", "prompt_at", "polls", "board", "agreement")
pairs = Reads("pairs", "pairs_preview", "met", "running")
lead = Reads("check", "help", "reports", "connections", "stage")
ready = Reads("ready", "connections", "stage", "live_at", "break_ended_at", "running", "plan", "clock_factor")
hints = HintReads(
    "stage", "live_at", "starts_at", "clock_factor", "running", "plan", "pairs", "help", "order", "speaker",
    "last_speakers", "connections",
)  # fmt: skip


class ViewFrames:
    """The view of each audience of one room, as JSON, byte for byte what encoding ``view_for`` gives."""

    def __init__(self) -> None:
        self.people = People()
        self.room: Room | None = None
        self.shared: list[bytes] = []
        self.before = [Part(course, course_view), Part(floor, lambda room: floor_view(room, set(room.linked)))]
        newest_part = Part(newest, newest_view)
        self.after = {one: [newest_part, *parts_for(one)] for one in AUDIENCES}

    def encoded(self, room: Room, audience: str) -> msgspec.Raw:
        people = self.people
        if room is not self.room:
            people.follow(room)
            self.room, self.shared = room, [part.bytes_for(room, people) for part in self.before]
        after = [part.bytes_for(room, people) for part in self.after[audience]]
        return msgspec.Raw(b"{" + b",".join([*self.shared, people.joined(audience), *after]) + b"}")


def parts_for(audience: str) -> list[Part]:
    parts = [
        Part(written, lambda room: written_view(room, audience)),
        Part(pairs, lambda room: pairs_view(room, audience)),
    ]
    if audience == "facilitators":
        parts += [Part(lead, lead_view), Part(hints, lambda room: {"hints": hints_view(room)}), Part(ready, floor_care)]
    return parts
