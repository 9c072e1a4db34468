"""Two server processes on PostgreSQL and Redis, and what can happen to each part while people talk."""

import asyncio
import contextlib
import json
import signal
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import websockets

from dialogue.events import KINDS, Happened, OutageNoted
from dialogue.record import record_of
from recognition.evidence import facts_of
from sessions.outages import LEAST_SECONDS
from tests.support import services
from tests.support.people import AS_A_PAGE, PATIENCE_SECONDS, Person, people
from tests.support.product import Product, Ticket, scaled
from tests.support.talkers import check_every_line, fall_silent, some_lines_more, talking

pytestmark = [pytest.mark.servers, pytest.mark.long]


@pytest.fixture(scope="module")
def redis() -> Iterator[services.LocalServer]:
    with services.redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[services.LocalServer]:
    with services.postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def product(postgres: services.LocalServer, redis: services.LocalServer) -> Iterator[Product]:
    with scaled(postgres.url, redis.url) as product:
        yield product


async def test_a_rolling_restart_loses_no_line_and_tells_everybody(product: Product) -> None:
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        await some_lines_more(talkers)
        for place in (0, 1):
            assert await asyncio.to_thread(product.stop, place) == 0
            await some_lines_more(talkers)
            await asyncio.to_thread(product.start, place)
        await some_lines_more(talkers)
    report = await check_every_line(product, tickets, talkers)
    closings = [code for talker in talkers for code in talker.closings]
    assert len(closings) >= len(talkers)
    assert set(closings) == {4012}
    assert not {"lost", "lease_lost"} & closed_as(report)


def closed_as(report: dict[str, Any]) -> set[str]:
    return {event["data"]["reason"] for event in report["events"] if event["kind"] == "Disconnected"}


async def test_when_a_process_is_killed_its_people_go_on_on_the_other(product: Product) -> None:
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        await some_lines_more(talkers)
        await asyncio.to_thread(product.kill, 0)
        await some_lines_more(talkers)
        assert {talker.person.place for talker in talkers} == {1}
        await asyncio.to_thread(product.start, 0)
        await some_lines_more(talkers)
    await check_every_line(product, tickets, talkers)


async def test_a_database_that_restarts_loses_no_line_and_throws_nobody_out(
    product: Product, postgres: services.LocalServer
) -> None:
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        for _ in range(2):
            await some_lines_more(talkers)
            await asyncio.to_thread(postgres.restart)
        await some_lines_more(talkers)
        assert [talker.closings for talker in talkers] == [[]] * len(talkers)
    await check_every_line(product, tickets, talkers)


async def test_a_database_that_was_away_counts_neither_for_nor_against_anybody(
    product: Product, postgres: services.LocalServer
) -> None:
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        await some_lines_more(talkers)
        await asyncio.to_thread(postgres.stop)
        await refused_for(talkers[0].person, LEAST_SECONDS + 1)
        await asyncio.to_thread(postgres.start)
        await some_lines_more(talkers)
        await fall_silent(talkers)
        await ask_until_kept(talkers[-1].person, "end_session")
    history = history_of(await asyncio.to_thread(report_on, product, tickets))
    outages = record_of(history).outages
    assert sum(until - since for since, until in outages) >= LEAST_SECONDS
    told = facts_of(history, 0)
    untold = facts_of([one for one in history if not isinstance(one.event, OutageNoted)], 0)
    # On a busy machine who leads may be given up meanwhile: that time is taken out once, for whichever reason.
    unled = [(one.start, one.end) for one in untold.excluded]
    away_seconds = sum(until - since for since, until in outages) - shared_seconds(outages, unled)
    assert untold.held_seconds - told.held_seconds == pytest.approx(away_seconds, abs=0.01)
    for talker in talkers:  # connected all the time
        lost = [facts.seats[talker.person.seat].presence.countable_seconds for facts in (untold, told)]
        assert lost[0] - lost[1] == pytest.approx(away_seconds, abs=0.01)


def shared_seconds(some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> float:
    return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in some for b in others)


async def refused_for(person: Person, seconds: float) -> None:
    """Until something that this person says is refused, and at least for so long."""
    mark, clock = len(person.frames), asyncio.get_running_loop()
    since = clock.time()

    def refused_long_enough() -> bool:
        refused = any(frame["kind"] == "refused" for frame in person.frames[mark:])
        return refused and clock.time() - since > seconds

    await person.until(refused_long_enough)


async def ask_until_kept(person: Person, do: str) -> None:
    while (await person.ask(do, id=f"{do}-once"))["kind"] != "ok":
        pass


def report_on(product: Product, tickets: list[Ticket]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(product.manage("replay", "--session", tickets[0].session_id, "--events").stdout)
    return report


def history_of(report: dict[str, Any]) -> list[Happened]:
    return [Happened(one["seq"], one["at"], KINDS[one["kind"]](**one["data"])) for one in report["events"]]


async def test_a_doorbell_that_is_killed_and_comes_back_costs_no_line(
    product: Product, redis: services.LocalServer
) -> None:
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        await some_lines_more(talkers)
        await asyncio.to_thread(redis.kill)
        await some_lines_more(talkers)
        assert await doorbell_of(product, "away") == {"away"}
        await asyncio.to_thread(redis.start)
        assert await doorbell_of(product, "ok") == {"ok"}
        await some_lines_more(talkers)
        assert [talker.closings for talker in talkers] == [[]] * len(talkers)
    await check_every_line(product, tickets, talkers)


async def test_a_process_starts_without_the_doorbell(product: Product, redis: services.LocalServer) -> None:
    await asyncio.to_thread(product.stop, 1)
    await asyncio.to_thread(redis.kill)
    await asyncio.to_thread(product.start, 1)
    [tickets] = product.rehearse(1)
    async with talking(product, tickets) as talkers:
        await some_lines_more(talkers, 2)
        await asyncio.to_thread(redis.start)
        assert await doorbell_of(product, "ok") == {"ok"}
    await check_every_line(product, tickets, talkers)


async def doorbell_of(product: Product, wanted: str) -> set[str]:
    """What each process says of its doorbell, when all say what is wanted or patience is over."""
    ends_at = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        told = {(await asyncio.to_thread(readiness, product, place))["doorbell"] for place in (0, 1)}
        if told == {wanted} or asyncio.get_running_loop().time() > ends_at:
            return told
        await asyncio.sleep(0.2)


def readiness(product: Product, place: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"{product.origin(place)}/readyz", timeout=PATIENCE_SECONDS) as answer:
        told: dict[str, Any] = json.loads(answer.read())
    return told


# Before the test of a process that hangs: a process that was late lets nobody new in for some seconds.
async def test_signing_out_on_one_process_closes_the_socket_on_the_other(product: Product) -> None:
    room = await asyncio.to_thread(live_room, product)
    amira, jonas = [await socket_of(product, room, nth, place=0) for nth in (0, 1)]
    await asyncio.to_thread(sign_out, product, room, 0, place=1)
    assert await closed(amira) == 4001
    await jonas.send('{"do": "beat", "sent": 1}')
    assert jonas.close_code is None
    await jonas.close()


async def test_a_process_that_hangs_is_given_up_and_takes_its_people_back_when_it_wakes(product: Product) -> None:
    """Whoever is still on it is away from the last sign of life, and here again with the next one."""
    [tickets] = product.rehearse(1)
    hung = product.processes[0]
    assert hung is not None
    async with people(product, tickets) as [ana, ben, cas, lead]:
        assert [person.place for person in (ana, ben, cas, lead)] == [0, 1, 0, 1]
        hung.send_signal(signal.SIGSTOP)
        try:
            await ana.go()
            await ana.come(place=1)
            async with asyncio.timeout(2 * PATIENCE_SECONDS):  # a lease stands still for 20 s, and a look every 5 s
                while is_here(ben, cas.seat):
                    ben.changed.clear()
                    await ben.changed.wait()
            assert is_here(ben, ana.seat)
        finally:
            hung.send_signal(signal.SIGCONT)
        await ben.until(lambda: is_here(ben, cas.seat))
        assert cas.close_code is None
        assert (await cas.ask("say", text="I was here all the time"))["kind"] == "ok"


def is_here(looker: Person, seat: int) -> bool:
    return any(person["here"] for person in looker.view.get("people", ()) if person["seat"] == seat)


# -- signing out on one process, sockets on the other ------------------------------------------------------------


def live_room(product: Product) -> dict[str, Any]:
    room: dict[str, Any] = product.make("make_live_room", "--starts-in", "60")[0]
    return room


async def socket_of(product: Product, room: dict[str, Any], nth: int, place: int) -> Any:
    cookie = f"{room['cookie_name']}={room['people'][nth]['cookie']}"
    socket = await websockets.connect(
        f"ws://127.0.0.1:{product.ports[place]}/ws/rooms/{room['id']}/",
        origin=websockets.Origin(product.origin(place)),
        subprotocols=[websockets.Subprotocol("dialogue.v1")],
        additional_headers={"Cookie": cookie},
        **AS_A_PAGE,
    )
    await socket.send('{"do": "hello"}')
    assert json.loads(await socket.recv())["kind"] == "welcome"
    return socket


def sign_out(product: Product, room: dict[str, Any], nth: int, place: int) -> None:
    token = "x" * 32
    cookies = f"{room['cookie_name']}={room['people'][nth]['cookie']}; csrftoken={token}"
    request = urllib.request.Request(
        f"{product.origin(place)}/accounts/sign-out/", b"", {"Cookie": cookies, "X-CSRFToken": token}
    )
    urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()


async def closed(socket: Any) -> int | None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for _ in socket:
                pass
    code: int | None = socket.close_code
    return code
