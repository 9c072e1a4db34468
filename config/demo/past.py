"""Past sessions of the demo: the real rules, played on a clock of their own, into the real log."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.events import Event
from dialogue.room import Refused, Room, apply, decide
from sessions import checks, log
from sessions.models import DialogueSession, Seat
from sessions.simulated_choices import LINES

STEP_SECONDS = 10
DOORS_SECONDS = 600


@dataclass
class Guest:
    """When a person comes and goes; ``gap`` is a lost connection, from and to."""

    seat: int
    comes_at: float
    goes_at: float
    gap: tuple[float, float] | None = None
    connection: str = ""
    dropped: bool = False


@dataclass
class Tape:
    """A log in the making, with the room it makes."""

    meeting: DialogueSession
    room: Room = field(default_factory=Room)
    rows: list[log.Row] = field(default_factory=list)

    def do(self, command: server.AnyCommand, at: float) -> bool:
        """True when the rules let it through."""
        at = max(round(at, 3), self.room.at)
        try:
            events: list[Event] = decide(self.room, command, at)
        except Refused:
            return False
        tip = (self.room.seq, self.rows[-1].hash if self.rows else log.GENESIS)
        fresh = log.rows_for(self.meeting.pk, tip, at, events, None, "")
        for row in fresh:
            self.room = apply(self.room, row.happened())
        self.rows.extend(fresh)
        return True

    def keep(self) -> None:
        if not log.newest([self.meeting.pk]):
            log.append_all([log.Append(self.meeting.pk, tuple(self.rows))])


def play(meeting: DialogueSession, plan: Mapping[str, Any], seed: int, reliable: set[int]) -> None:
    """Plays a whole session at its scheduled time. ``reliable`` users never miss one."""
    dice = random.Random(seed)  # noqa: S311
    seats = list(meeting.seats.select_related("user"))
    tape, start = Tape(meeting), meeting.starts_at.timestamp()
    tape.do(server.Schedule(str(meeting.pk), start, meeting.minutes, plan), start - 3 * 3600)
    for seat in seats:
        tape.do(server.AddSeat(seat.number, seat.role, seat.country), start - 3 * 3600)
    guests = [guest for seat in seats if (guest := guest_for(seat, start, meeting.minutes, dice, reliable))]
    lead = next(seat.number for seat in seats if seat.role == Seat.Role.LEAD)
    certain = {seat.number for seat in seats if seat.user_id in reliable}
    run(tape, guests, lead, start, dice, Answers(random.Random(seed + 1), certain))  # noqa: S311
    tape.keep()


def guest_for(seat: Seat, start: float, minutes: int, dice: random.Random, reliable: set[int]) -> Guest | None:
    """Facilitators are there first; a student misses about one session in eight, some come late or drop out a while."""
    end = start + minutes * 60 + 20
    if seat.role != Seat.Role.STUDENT:
        return Guest(seat.number, start - DOORS_SECONDS + 30, end + 120)
    if seat.user_id not in reliable and dice.random() < 0.13:
        return None
    late = dice.uniform(2, 14) * 60 if dice.random() < 0.12 else dice.uniform(-8, 1) * 60
    gap = None
    if dice.random() < 0.2:
        lost = start + dice.uniform(15, minutes - 20) * 60
        gap = (lost, lost + dice.uniform(25, 260))
    goes = end - (dice.uniform(5, 30) * 60 if dice.random() < 0.06 else -dice.uniform(5, 60))
    return Guest(seat.number, start + late, goes, gap)


@dataclass
class Answers:
    """How presence checks are answered: mostly within half a minute, by ``certain`` seats always."""

    dice: random.Random
    certain: set[int]

    def give(self, tape: Tape, at: float) -> None:
        number = checks.due(tape.meeting.pk, tape.room, at)
        if number is not None:
            tape.do(server.CheckpointDue(number), at)
        check = tape.room.check
        for seat in sorted(check.asked - check.answered) if check else ():
            is_last = check is not None and at + STEP_SECONDS >= check.ends_at
            if check and (self.dice.random() < 0.35 or (is_last and seat in self.certain)):
                tape.do(ask.ConfirmHere(seat, check.n), at)


def run(tape: Tape, guests: list[Guest], lead: int, start: float, dice: random.Random, answers: Answers) -> None:
    at = start - DOORS_SECONDS
    while not tape.room.over and at < start + 4 * 3600:
        at += STEP_SECONDS
        for guest in guests:
            come_and_go(tape, guest, at, dice)
        tape.do(server.TimeUp(), at)
        lead_on(tape, lead, start, at)
        if tape.room.live:
            take_part(tape, at, dice)
            answers.give(tape, at)
    for name in list(tape.room.connections):
        tape.do(server.Disconnect(name, at, "closed"), at + 1)


def come_and_go(tape: Tape, guest: Guest, at: float, dice: random.Random) -> None:
    inside = guest.connection in tape.room.connections
    away = guest.gap is not None and guest.gap[0] <= at < guest.gap[1]
    if inside and away and guest.gap:
        tape.do(server.Disconnect(guest.connection, guest.gap[0], "lost"), at)
    elif inside and at >= guest.goes_at:
        tape.do(ask.Leave(guest.seat), at)
    elif not inside and guest.comes_at <= at < guest.goes_at and not away:
        guest.connection = f"{dice.getrandbits(64):016x}"
        tape.do(server.Connect(guest.seat, guest.connection, f"device{guest.seat}", "past"), at)


def lead_on(tape: Tape, lead: int, start: float, at: float) -> None:
    """Starts on time, goes on when a phase is over, ends after the last one."""
    room = tape.room
    if not room.live:
        if at >= start:
            tape.do(ask.StartSession(lead), at)
    elif room.running is not None and room.running.over and not tape.do(ask.NextPhase(lead), at):
        tape.do(ask.EndSession(lead), at)


def take_part(tape: Tape, at: float, dice: random.Random) -> None:
    """The speaker ends after about a minute; now and then somebody raises a hand or writes."""
    room = tape.room
    if room.speaker is not None and at - room.speaker.since > dice.uniform(25, 90):
        tape.do(ask.EndTurn(room.speaker.seat), at)
    students = room.seats_inside("student")
    if not students or room.phase is None or room.phase.kind == "break":
        return
    if room.order != "circle" and dice.random() < 0.12:
        tape.do(ask.RaiseHand(dice.choice(students)), at)
    if room.phase.chat == "open" and dice.random() < 0.05:
        tape.do(ask.Say(dice.choice(students), dice.choice(LINES)), at)
    if room.speaker is None and room.queue and dice.random() < 0.5 and room.lead is not None:
        tape.do(ask.GiveTurn(room.lead, room.queue[0].seat), at)
