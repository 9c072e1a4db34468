"""A process with too much to do: newcomers are asked to come later, who is in keeps everything that counts."""

import asyncio
import contextlib
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import websockets

from sessions import database, log, wire, writer
from sessions.door import CountedDoor, Door, address_of
from sessions.errors import Busy
from sessions.process import RoomProcess
from sessions.strain import Strain
from tests.support.people import Person, people
from tests.support.product import Product, embedded

# -- how late the loop is ----------------------------------------------------------------------------------------


def looks(strain: Strain, lag_seconds: float, *times: float) -> bool:
    for at in times:
        strain.note(lag_seconds, at)
    return strain.strained


def test_a_loop_that_is_late_for_five_seconds_is_strained() -> None:
    assert not looks(Strain(), 0.3, *range(5))
    assert looks(Strain(), 0.3, *range(7))


def test_a_loop_that_is_late_once_in_a_while_is_not() -> None:
    strain = Strain()
    for at in range(0, 60, 2):
        looks(strain, 0.9, at)
        assert not looks(strain, 0.0, at + 1)


def test_one_long_hold_up_counts_for_as_long_as_it_was() -> None:
    assert looks(Strain(), 6.0, 100)


def test_a_strained_process_is_calm_again_after_five_good_seconds() -> None:
    strain = Strain()
    looks(strain, 0.3, *range(7))
    assert looks(strain, 0.0, *range(7, 12))
    assert not looks(strain, 0.0, 12, 13)


@pytest.fixture
async def process() -> RoomProcess:
    return RoomProcess()


@pytest.mark.django_db(transaction=True)
async def test_a_strained_process_takes_back_its_people_and_nobody_new(process: RoomProcess) -> None:
    process.overrun.strained = True
    assert process.no_room_for(b"ticket=x") == "full"
    assert process.no_room_for(b"") == "full"
    assert process.no_room_for(b"resume=x") is None


@pytest.mark.django_db(transaction=True)
async def test_a_full_process_takes_nobody(process: RoomProcess, settings: Any) -> None:
    settings.ROOM_SOCKETS_MOST = 0
    assert process.no_room_for(b"resume=x") == "full"


@pytest.mark.django_db(transaction=True)
async def test_a_draining_process_sends_people_on(process: RoomProcess) -> None:
    process.draining = True
    assert process.no_room_for(b"resume=x") == "restart"


async def test_a_strained_process_draws_several_changes_as_one_view() -> None:
    strain, drawn = Strain(), asyncio.Event()
    strain.strained = True
    strain.draw_soon(drawn.set)
    await asyncio.sleep(0)
    assert not drawn.is_set()
    await asyncio.wait_for(drawn.wait(), 5)


# -- bounded queues ----------------------------------------------------------------------------------------------


async def test_more_reads_than_can_be_done_in_time_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAITING_MOST", 0)
    with pytest.raises(Busy):
        await database.read(int, "1")


async def test_what_waits_is_counted_and_what_is_done_is_not() -> None:
    assert await asyncio.gather(*(database.aside(int, "1") for _ in range(5))) == [1] * 5
    assert database.background.waiting == 0


@pytest.mark.django_db(transaction=True)
async def test_more_appends_than_can_be_done_in_time_are_refused(
    process: RoomProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WAITING_MOST", 0)
    nothing: Any = log.Append(None, ())  # type: ignore[arg-type]
    with pytest.raises(Busy):
        process.writer.append(nothing)


# -- the door ----------------------------------------------------------------------------------------------------


def scope_from(address: str, *, forwarded: str = "", **extensions: Any) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "websocket", "client": [address, 1], "headers": headers, "extensions": extensions}


async def knock(door: Door, scope: dict[str, Any], inside: Callable[..., Any] | None = None) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "in"})
        if inside is not None:
            await inside()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await CountedDoor(application, door)(scope, receive, send)
    return sent


@pytest.fixture
def narrow(settings: Any) -> None:
    settings.ROOM_SOCKETS_MOST, settings.ROOM_SOCKETS_PER_ADDRESS_MOST = 10, 2


async def test_one_address_has_only_so_many_sockets(narrow: None) -> None:
    door = Door()
    door.enter("192.0.2.1")
    door.enter("192.0.2.1")
    response: dict[str, Any] = {"websocket.http.response": {}}
    start, _ = await knock(door, scope_from("192.0.2.1", **response))
    assert (start["status"], dict(start["headers"])[b"retry-after"]) == (429, b"10")
    assert await knock(door, scope_from("192.0.2.2", **response)) == [{"type": "in"}]


async def test_a_server_that_cannot_answer_in_http_refuses_plainly(narrow: None) -> None:
    door = Door()
    door.open = 11
    assert await knock(door, scope_from("192.0.2.1")) == [{"type": "websocket.close", "code": 4013}]


async def test_who_leaves_makes_room_also_after_an_error(narrow: None) -> None:
    door = Door()

    async def breaks() -> None:
        raise RuntimeError

    for _ in range(5):
        with pytest.raises(RuntimeError):
            await knock(door, scope_from("192.0.2.1"), breaks)
    assert (door.open, dict(door.by_address)) == (0, {})


def test_an_address_is_that_of_the_network_and_behind_the_proxy_the_one_it_tells(settings: Any) -> None:
    assert address_of(scope_from("2001:db8::1:2:3:4")) == "2001:db8::/64"
    assert address_of(scope_from("192.0.2.1", forwarded="198.51.100.9")) == "192.0.2.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(scope_from("127.0.0.1", forwarded="6.6.6.6, 198.51.100.9")) == "198.51.100.9"
    assert address_of(scope_from("", forwarded="nonsense")) == "unknown"


async def test_programs_of_this_machine_are_not_counted_against_one_address(narrow: None) -> None:
    door = Door()
    for _ in range(5):
        door.enter(address_of(scope_from("127.0.0.1")))
    assert await knock(door, scope_from("::1")) == [{"type": "in"}]


# -- in a real process -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Iterator[Product]:
    with embedded(DIALOGUE_ROOM_SOCKETS_MOST="2") as product:
        yield product


@pytest.mark.servers
async def test_the_third_person_is_told_that_it_is_full_and_the_next_gets_no_socket(small: Product) -> None:
    [tickets, others] = small.rehearse(2)
    async with people(small, tickets[:2]) as [ana, ben]:
        third = await Person(small, tickets[2]).come(beats=False)
        assert await third.closed() == 4013
        assert third.bye == "full"
        await ben.go()
        await ana.sees(lambda view: [one["here"] for one in view["people"] if one["seat"] == ben.seat] == [False])
        with pytest.raises(websockets.InvalidStatus) as refused:
            await fill(small, [ticket.ws_url for ticket in others])
        response = refused.value.response
        assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
        assert (await ana.ask("say", text="we go on"))["kind"] == "ok"


async def fill(product: Product, urls: list[str]) -> None:
    """Opens sockets until no more are opened. Each has a ticket that lets it in, and waits there for a hello that it
    never says: it is at the door until the server's patience of 15 s ends, not only until it has read a goodbye."""
    async with contextlib.AsyncExitStack() as idle:
        for url in urls:
            idle.push_async_callback((await open_only(product, url)).close)


async def open_only(product: Product, url: str) -> Any:
    """A socket that says nothing: at the door, and counted."""
    return await websockets.connect(
        url, origin=websockets.Origin(product.origin()), subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)]
    )


@pytest.mark.servers
def test_the_figures_of_a_real_process_are_there(small: Product) -> None:
    with urllib.request.urlopen(f"{small.origin()}/metrics", timeout=10) as answer:
        told = answer.read().decode()
    for name in ("sockets", "rooms", "rings_lost", "resyncs", "loop_lag_seconds", "strained", "appends_waiting"):
        assert f"dialogue_{name} " in told
    assert 'dialogue_round_ended_timestamp_seconds{work="mail"}' in told
