"""A room to tell a story with: students Ana, Ben, Chen and Dia, lead Lena, support Sam, and Cara who captions.

``live_room()`` is live at ``START`` with everybody connected, in the first phase (free talk, no order). Time moves
only with ``wait``. What happened stands in ``log``, as the real log would have it.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.room import Refused, Room, apply, decided, next_due_at

START = 1_800_000_000.0
MINUTES = 74
ANA, BEN, CHEN, DIA, LENA, SAM, CARA = range(1, 8)
STUDENTS = (ANA, BEN, CHEN, DIA)
ROLES = {ANA: "student", BEN: "student", CHEN: "student", DIA: "student", LENA: "lead", SAM: "support"}
ROLES |= {CARA: "captioner"}
COUNTRIES = {ANA: "NL", BEN: "IT", CHEN: "EG", DIA: "ES"}
NOBODY = 99


def phase(
    name: str, minutes: int, mode: str, order: str = "none", turn_seconds: int = 0, **more: Any
) -> dict[str, Any]:
    queue = {"order": order, "turn_seconds": turn_seconds}
    return {"id": name, "title": name.title(), "minutes": minutes, "mode": mode, "queue": queue, **more}


PLAN: dict[str, Any] = {
    "id": "opening",
    "title": "Arriving as a group",
    "phases": [
        phase("doors", 8, "free"),
        phase("names", 17, "round", "circle", 90),
        phase("silence", 5, "silent", chat="closed"),
        phase("pause", 6, "free", kind="break"),
        phase("agreement", 25, "free", "first_time_first", 60),
        phase("check_out", 13, "round", "circle", 45, chat="to_facilitators"),
    ],
}


@dataclass
class Story:
    now: float = START
    room: Room = field(default_factory=Room)
    log: list[ev.Happened] = field(default_factory=list)

    def asks(self, command: server.AnyCommand) -> list[ev.Event]:
        """Decides at the present time and writes down what happened. Raises ``Refused``."""
        draft = decided(self.room, command, self.now)
        for event, room in zip(draft.events, draft.rooms, strict=True):
            happened = ev.Happened(len(self.log) + 1, self.now, event)
            self.log.append(happened)
            self.room = apply(self.room, happened)
            assert self.room == room  # who decided it need not apply it once more
        return draft.events

    def refusal(self, command: server.AnyCommand) -> str:
        """The code with which the room refuses this; nothing has changed then."""
        before = self.room
        with pytest.raises(Refused) as refused:
            self.asks(command)
        assert self.room == before
        return refused.value.code

    # -- time --------------------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Time passes and the timer rings whenever it is due, as the server's does."""
        until = self.now + seconds
        while (due := next_due_at(self.room)) is not None and due <= until:
            self.now = max(self.now, due)
            self.asks(server.TimeUp())
        self.now = until

    def wait_unnoticed(self, seconds: float) -> None:
        """Time passes and no timer rings."""
        self.now += seconds

    # -- coming and going --------------------------------------------------------------------------------------

    def comes(self, *seats: int, device: str = "laptop", process: str = "p1") -> None:
        for seat in seats:
            self.asks(server.Connect(seat, connection(seat, device), device, process))

    def drops(self, *seats: int, device: str = "laptop", silent_seconds: float = 12.0) -> None:
        """The loss of a connection is noticed now; the last sign of life was ``silent_seconds`` ago."""
        for seat in seats:
            self.asks(server.Disconnect(connection(seat, device), self.now - silent_seconds))

    # -- what is seen ------------------------------------------------------------------------------------------

    @property
    def queue(self) -> list[int]:
        return [hand.seat for hand in self.room.queue]

    @property
    def speaker(self) -> int | None:
        return self.room.speaker.seat if self.room.speaker else None

    @property
    def phase(self) -> str | None:
        return self.room.phase.id if self.room.phase else None

    def happened(self, kind: type[ev.Event]) -> list[Any]:
        return [happened.event for happened in self.log if isinstance(happened.event, kind)]

    # -- shortcuts ---------------------------------------------------------------------------------------------

    def goes_to(self, name: str) -> None:
        while self.phase != name:
            self.asks(ask.NextPhase(LENA))

    def raises(self, *seats: int) -> None:
        for seat in seats:
            self.asks(ask.RaiseHand(seat))


def connection(seat: int, device: str = "laptop") -> str:
    return f"{seat}-{device}"


def unplanned_room() -> Story:
    """Nothing is in the log."""
    return Story(now=START - 3600)


def scheduled_room(plan: dict[str, Any] = PLAN, *, clock_factor: int = 1) -> Story:
    """An hour before the start; the lobby opens 15 minutes before."""
    story = unplanned_room()
    story.asks(server.Schedule("s1", START, MINUTES, plan, clock_factor=clock_factor))
    for number, role in ROLES.items():
        story.asks(server.AddSeat(number, role, COUNTRIES.get(number, "")))
    return story


def lobby_room(plan: dict[str, Any] = PLAN, *, clock_factor: int = 1) -> Story:
    """At the planned start, everybody is connected, nobody has started."""
    story = scheduled_room(plan, clock_factor=clock_factor)
    story.now = START
    story.comes(*ROLES)
    return story


def live_room(plan: dict[str, Any] = PLAN, *, phase: str | None = None, clock_factor: int = 1) -> Story:
    story = lobby_room(plan, clock_factor=clock_factor)
    story.asks(ask.StartSession(LENA))
    if phase is not None:
        story.goes_to(phase)
    return story


def room_of_hands() -> Story:
    """Live with an open queue, first come first served; the facilitator gives the turn."""
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "hands"))
    return story


def ended_room() -> Story:
    story = live_room()
    story.asks(ask.EndSession(LENA))
    return story
