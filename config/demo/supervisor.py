"""Keeps one session of the demo live, whenever one looks: opens the next when one ends, and lets people sit down.

The simulated people speak the wire like anybody else. Two seats stay free for whoever signs in: the demo student's
and the demo facilitator's; a simulated co-facilitator starts and leads until a person takes the lead.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from config.demo.build import FACILITATOR, PASSWORD, SLUG, STUDENT, focus_group
from config.demo.lead import Leader
from exchanges.models import Exchange
from facilitation.opening import open_meeting
from sessions import database
from sessions.models import DialogueSession, Seat
from sessions.rooms import add_seat
from sessions.simulation import Person
from sessions.tickets import ticket_for

logger = logging.getLogger(__name__)
LIVE = (DialogueSession.State.LOBBY, DialogueSession.State.LIVE, DialogueSession.State.LANDED)
HOST_NAME = "Dina Farouk"
# Of the simulated students each stays away or leaves for a while now and then.
SITS_OUT_SHARE = 0.15


async def supervise(address: str, write: Callable[[str], Any], public: str = "") -> None:
    """Runs for ever. ``address`` is where this server answers on this machine, ``public`` (the same if empty) where
    people find it; ``write`` prints for whoever started it."""
    first = True
    while True:
        try:
            meeting, urls, host = await database.read(live_session, address.replace("http", "ws", 1))
            if first:
                write(welcome(public or address, meeting))
                first = False
            await keep_alive(urls, host, address)
        except Exception:
            logger.exception("demo: the live session stopped, the next one opens")
        await asyncio.sleep(3)


def welcome(address: str, meeting: DialogueSession) -> str:
    return f"""
Dialogue is ready: {address}

  sign in at            {address}/accounts/sign-in/
  student               {STUDENT}
  facilitator           {FACILITATOR}
  coordinator           coordinator@demo.example
  password of all three {PASSWORD}

  live now              {address}/sessions/{meeting.pk}/
"""


# -- the session that is live now ------------------------------------------------------------------------------


def live_session(sockets: str) -> tuple[DialogueSession, list[str], str]:
    """The live session of the demo sign-ins' group, opened when there is none, with addresses for its people."""
    exchange = Exchange.objects.get(slug=SLUG)
    group = focus_group(exchange)
    meetings = DialogueSession.objects.filter(group=group)
    meeting = meetings.filter(state__in=LIVE).first() or next_meeting(exchange)
    open_meeting(meeting)
    return meeting, *addresses(meeting, sockets)


def next_meeting(exchange: Exchange) -> DialogueSession:
    """The group's last scheduled session, moved to now; when all are over, an open meeting of the same group."""
    group = focus_group(exchange)
    starts_at = datetime.now(tz=UTC).replace(microsecond=0) + timedelta(seconds=20)
    meeting = (
        DialogueSession.objects.filter(group=group, state=DialogueSession.State.SCHEDULED).order_by("number").first()
    )
    if meeting is None:
        return open_meeting_of(exchange, starts_at)
    meeting.starts_at = starts_at
    meeting.wall_date, meeting.wall_time, meeting.zone = starts_at.date(), starts_at.time(), "UTC"
    meeting.save(update_fields=["starts_at", "wall_date", "wall_time", "zone"])
    host_seat(meeting)
    return meeting


def open_meeting_of(exchange: Exchange, starts_at: datetime) -> DialogueSession:
    """A further meeting is a rehearsal: it changes nobody's record."""
    group = focus_group(exchange)
    before = DialogueSession.objects.filter(group=group).order_by("-number", "-starts_at").first()
    assert before is not None
    meeting = DialogueSession.objects.create(
        group=group,
        number=before.number,
        title="Open circle",
        kind=DialogueSession.Kind.REHEARSAL,
        wall_date=starts_at.date(),
        wall_time=starts_at.time(),
        zone="UTC",
        starts_at=starts_at,
        minutes=120,
    )
    for seat in before.seats.exclude(role=Seat.Role.SUPPORT):
        add_seat(meeting, seat.user, seat.role, country=seat.country)
    host_seat(meeting)
    return meeting


def host_seat(meeting: DialogueSession) -> None:
    """The simulated co-facilitator."""
    if not meeting.seats.filter(role=Seat.Role.SUPPORT).exists():
        host = User.objects.get_or_create(email="host@demo.example", defaults={"name": HOST_NAME})[0]
        add_seat(meeting, host, Seat.Role.SUPPORT, country="EG")


def addresses(meeting: DialogueSession, sockets: str) -> tuple[list[str], str]:
    """A one-use ticket address for each simulated student, and one for the co-facilitator."""
    seats = meeting.seats.exclude(user__email__in=[STUDENT, FACILITATOR]).filter(removed_at=None)
    students = [seat.number for seat in seats if seat.role == Seat.Role.STUDENT]
    hosts = [seat.number for seat in seats if seat.role == Seat.Role.SUPPORT]
    return [address_of(meeting, number, sockets) for number in students], address_of(meeting, hosts[0], sockets)


def address_of(meeting: DialogueSession, number: int, sockets: str) -> str:
    return f"{sockets}/ws/rooms/{meeting.pk}/?ticket={ticket_for(meeting.pk, number)}"


# -- people ----------------------------------------------------------------------------------------------------


async def keep_alive(urls: list[str], host: str, origin: str) -> None:
    """Returns when the session is over."""
    leader = Leader(host, origin, seed=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(leader.live())
        for seed, url in enumerate(urls):
            group.create_task(come_and_go(Person(url, origin, seed), leader))


async def come_and_go(person: Person, leader: Person) -> None:
    """Comes a few seconds after the other, takes part for some minutes, is away for a while, comes back."""
    dice = random.Random(person.url)  # noqa: S311
    loop = asyncio.get_running_loop()
    await asyncio.sleep(dice.uniform(1, 15))
    while not (person.over or leader.over):
        stays_until = loop.time() + dice.uniform(240, 1500)
        await person.live(until=lambda until=stays_until: leader.over or loop.time() > until)  # type: ignore[misc]
        if not (person.over or leader.over):
            await asyncio.sleep(dice.uniform(20, 90))
