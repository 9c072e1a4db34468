"""`kill -9` of a server in mid-session: everybody is back in place and no acknowledged command is lost."""

import asyncio
import json
import os
import time

import pytest
import websockets

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers
# `CRASH_REPEATS=20 ./dev test tests/sessions/test_crash.py` for the proof of 20 in a row.
REPEATS = int(os.environ.get("CRASH_REPEATS", "2"))
BACK_SECONDS = 5.0
SPOKEN = 3  # lines of each that are acknowledged before the line is cut


async def keep_talking(person: Person, sent: dict[str, str]) -> None:
    """Says line after line until the line is cut; what was acknowledged is in ``person.acknowledged``."""
    try:
        for number in range(10_000):
            text = f"{person.seat}-{number}"
            id = f"talk-{person.device}-{number}"
            sent[id] = text
            await person.ask("say", id=id, text=text)
            await asyncio.sleep(0.15)
    except (websockets.ConnectionClosed, TimeoutError):
        return


async def come_back(person: Person) -> None:
    while True:
        try:
            await person.come()
            mark = len(person.frames)
            await person.heard(lambda frame: frame["kind"] == "view", since=max(0, mark - 1))
            return
        except (OSError, websockets.WebSocketException):
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("repeat", range(REPEATS))
async def test_nobody_and_nothing_acknowledged_is_lost(product: Product, repeat: int) -> None:
    [tickets] = product.rehearse(1, seats=4)
    async with people(product, tickets) as everyone:
        *students, lead = everyone
        await lead.ask("set_queue_mode", order="hands")
        for student in students:
            await student.ask("raise_hand")
        await lead.sees(lambda view: len(view["queue"]) == 4)
        sent: dict[str, str] = {}
        talking = [asyncio.create_task(keep_talking(student, sent)) for student in students]
        for student in students:
            await student.until(lambda student=student: len(sent.keys() & student.acknowledged.keys()) >= SPOKEN)
        product.kill(0)
        for task in talking:
            task.cancel()
        await everybody_returns(product, everyone)
        await lead.sees(lambda view: sum(person["here"] for person in view["people"]) == 5)
        assert lead.queue == [student.seat for student in students]
        await check_log(product, tickets, students, sent)


async def everybody_returns(product: Product, everyone: list[Person]) -> None:
    """After restart of the killed process, or on the other one; within BACK_SECONDS of the port listening."""
    for person in everyone:
        if person.place == 0:
            await person.go()
    starting = asyncio.create_task(asyncio.to_thread(product.start, 0))
    await starting
    listening_at = time.monotonic()
    lost = [person for person in everyone if person.place == 0]
    await asyncio.gather(*(come_back(person) for person in lost))
    assert time.monotonic() - listening_at < BACK_SECONDS


async def check_log(product: Product, tickets: list[Ticket], students: list[Person], sent: dict[str, str]) -> None:
    """A person who comes now is told every line that was acknowledged to its writer, exactly once."""
    reader = Person(product, tickets[-1])
    reader.path = f"{reader.path.split('?')[0]}?resume={students[0].resume}"
    await reader.come()
    acknowledged = {sent[id] for student in students for id in student.acknowledged if id in sent}
    assert acknowledged
    await reader.until(lambda: acknowledged <= set(reader.lines.get("all", {}).values()))
    told = list(reader.lines["all"].values())
    assert len(told) == len(set(told))
    await reader.go()
    report = json.loads((await asyncio.to_thread(product.manage, "replay", "--session", tickets[0].session_id)).stdout)
    assert report["chain_holds"]
    assert report["equals_stored"]
