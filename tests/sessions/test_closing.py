"""Whoever may not be in a room any more is out of it at once, in every way that a right to be in can end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import services
from accounts.models import User
from dialogue import commands as ask
from sessions import database, doorbell
from sessions.entry import Entry, enter
from sessions.hub import Hub
from sessions.models import Seat
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from tests.factories import make_user
from tests.sessions.ears import Ears, come

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = {
    "id": "p",
    "title": "P",
    "phases": [{"id": "a", "title": "A", "minutes": 10}, {"id": "b", "title": "B", "minutes": 10}],
}
LEAD = 3


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A live room with its lead in it, on a process that hears kicks."""
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    process = RoomProcess()
    doorbell.mine = process.doorbell
    opened = await process.hub(made.pk)
    await come(opened, LEAD)
    yield opened
    doorbell.mine = None
    opened.stop()
    await settled(opened)


async def settled(hub: Hub) -> None:
    """Everything that was started has ended."""
    await asyncio.sleep(0)
    while hub.tasks or hub.process.tasks:
        await asyncio.gather(*hub.tasks, *hub.process.tasks, return_exceptions=True)
        await asyncio.sleep(0)


def signed_in(session: Any, seat: int, user: User) -> tuple[Entry, SessionStore]:
    """A browser of this person, let in at this seat."""
    Seat.objects.filter(dialogue_session=session, number=seat).update(user=user)
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=services.BACKEND)
    request.session.save()
    return enter(session, "", f"sessionid={request.session.session_key}"), request.session


async def browser(hub: Hub, seat: int, user: User, device: str = "d") -> tuple[Ears, SessionStore]:
    entry, store = await database.write(signed_in, hub.session, seat, user)
    return await come(hub, seat, entry.sign_in, device=device), store


@pytest.fixture
async def amira(hub: Hub) -> User:
    """Made when nothing of the room reads: tests share one SQLite in memory, which locks whole tables."""
    await settled(hub)
    return await database.write(make_user, "Amira")


async def does(hub: Hub, act: Callable[..., Any], *args: Any) -> None:
    """Something happens on a page; then whatever it started has ended."""
    await database.write(act, *args)
    await settled(hub)


def sign_out(store: SessionStore) -> None:
    request = HttpRequest()
    request.session = store
    services.sign_out(request)


async def test_signing_out_closes_the_sockets_of_this_browser_only(hub: Hub, amira: User) -> None:
    laptop, store = await browser(hub, 1, amira, "laptop")
    phone, _ = await browser(hub, 1, amira, "phone")
    await does(hub, sign_out, store)
    assert (laptop.closed, phone.closed) == (4001, 0)


@pytest.mark.parametrize(
    "act",
    [services.sign_out_everywhere, lambda user: services.change_password(user, "new secret"), services.deactivate],
    ids=["signing out everywhere", "a new password", "a closed account"],
)
async def test_all_sockets_of_the_person_close(hub: Hub, amira: User, act: Callable[[User], None]) -> None:
    laptop, _ = await browser(hub, 1, amira, "laptop")
    phone, _ = await browser(hub, 1, amira, "phone")
    other, _ = await browser(hub, 2, await database.write(make_user, "Jonas"))
    await does(hub, act, amira)
    assert (laptop.closed, phone.closed, other.closed) == (4001, 4001, 0)


async def test_a_kick_reaches_who_was_let_in_and_has_not_said_hello(hub: Hub, amira: User) -> None:
    entry, store = await database.write(signed_in, hub.session, 1, amira)
    before = asyncio.get_running_loop().time()
    await does(hub, sign_out, store)
    assert hub.process.kicks.meant(entry.sign_in, since=before)
    assert not hub.process.kicks.meant(entry.sign_in, since=asyncio.get_running_loop().time())


async def test_the_end_closes_every_socket_also_a_lost_one(hub: Hub) -> None:
    here, away = await come(hub, 1), await come(hub, 2)
    await hub.lose(next(socket for socket in hub.sockets.values() if socket.outlet is away))
    await hub.act(ask.EndSession(LEAD))
    await settled(hub)
    assert (here.closed, away.closed) == (4004, 4004)


# -- what no hook told is found by looking again ---------------------------------------------------------------


def expire(user: User, store: SessionStore) -> None:
    store.delete()


def close_by_hand(user: User, store: SessionStore) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def password_by_hand(user: User, store: SessionStore) -> None:
    user.set_password("set by a program")
    user.save()


def erase(user: User, store: SessionStore) -> None:
    User.objects.filter(pk=user.pk).delete()


@pytest.mark.parametrize("act", [expire, close_by_hand, password_by_hand, erase])
async def test_a_sign_in_that_ended_silently_is_found(hub: Hub, amira: User, act: Callable[..., None]) -> None:
    ears, store = await browser(hub, 1, amira)
    other, _ = await browser(hub, 2, await database.write(make_user, "Jonas"))
    await does(hub, act, amira, store)
    assert ears.closed == 0
    await hub.process.recheck_all()
    assert (ears.closed, other.closed) == (4001, 0)


async def test_a_seat_that_was_taken_away_silently_is_found_and_closed_in_the_log(hub: Hub, amira: User) -> None:
    ears, _ = await browser(hub, 1, amira)
    await does(hub, lambda: Seat.objects.filter(user=amira).update(removed_at=now()))
    await hub.process.recheck_all()
    assert ears.closed == 4003
    assert hub.room.seats[1].closed


async def test_a_seat_that_was_given_to_somebody_else_is_found(hub: Hub, amira: User) -> None:
    ears, _ = await browser(hub, 1, amira)
    other = await database.write(make_user, "Jonas")
    await does(hub, lambda: Seat.objects.filter(user=amira).update(user=other))
    await hub.process.recheck_all()
    assert ears.closed == 4003


async def test_each_phase_begins_with_a_look_at_who_may_be_in(hub: Hub, amira: User) -> None:
    ears, _ = await browser(hub, 1, amira)
    await does(hub, lambda: User.objects.filter(pk=amira.pk).update(is_active=False))
    await hub.act(ask.NextPhase(LEAD))
    await settled(hub)
    assert ears.closed == 4001


async def test_who_came_with_a_ticket_stays(hub: Hub) -> None:
    ears = await come(hub, 1)
    await hub.process.recheck_all()
    assert ears.closed == 0


async def test_five_hundred_sockets_are_looked_at_with_three_queries(
    hub: Hub, amira: User, django_assert_num_queries: Any
) -> None:
    from sessions import recheck

    entry, _ = await database.write(signed_in, hub.session, 1, amira)
    held = [recheck.Held(str(number), hub.session, 1, entry.sign_in) for number in range(500)]

    def look() -> None:
        with django_assert_num_queries(3):
            assert recheck.no_longer(held) == {}

    await asyncio.to_thread(look)
