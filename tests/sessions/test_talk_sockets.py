"""Talk time over real sockets: people on several processes hear each other, one of the processes adds it up."""

import asyncio
import time
from typing import Any

import pytest

from tests.sessions.talk_room import text_of
from tests.support.people import PATIENCE_SECONDS, Person, people
from tests.support.product import Product, Ticket

pytestmark = [pytest.mark.servers, pytest.mark.long]
SPEAKER, SPOKE_SECONDS = 1, 4


def epoch_of(person: Person) -> int:
    told: int = next((frame["epoch"] for frame in reversed(person.frames) if frame["kind"] == "media"), 0)
    return told


async def report(person: Person, seat: int, seconds: int) -> None:
    """That seat spoke without a pause in the last so many seconds."""
    count = seconds * 10
    since = (int(time.time() * 10) - count) / 10
    bits = text_of((1 << count) - 1, count)
    await person.send({"do": "heard", "epoch": epoch_of(person), "from": since, "slots": {str(seat): f"{bits}.{bits}"}})


async def figure(product: Product, session: str, seat: int) -> dict[str, int]:
    """What stands in the tables of this seat, as soon as anything does: nothing is told to wait for."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found: dict[str, Any] = await asyncio.to_thread(product.make, "talk_time", "read", session)
            if found.get(str(seat), {}).get("talk"):
                return dict(found[str(seat)])
            await asyncio.sleep(0.5)  # between two looks


async def test_what_is_heard_on_every_process_is_one_figure(product: Product, tickets: list[Ticket]) -> None:
    session = tickets[0].session_id
    await asyncio.to_thread(product.make, "talk_time", "agree", session)
    async with people(product, tickets, pages=True) as everyone:
        speaker = next(person for person in everyone if person.seat == SPEAKER)
        await speaker.ask("set_media", muted=False, camera=False)
        for person in everyone:
            await person.heard(lambda frame: frame["kind"] == "media" and frame["epoch"] > 0)
        await asyncio.sleep(SPOKE_SECONDS)  # they listen
        listeners = [person for person in everyone if person is not speaker]
        for person in listeners:
            await report(person, SPEAKER, SPOKE_SECONDS)
        found = await figure(product, session, SPEAKER)
        assert found["witnesses"] == len(listeners)
        assert 10 * (SPOKE_SECONDS - 2) <= found["talk"] <= 10 * SPOKE_SECONDS
        lead = everyone[-1]
        told = await lead.heard(lambda frame: frame["kind"] == "view" and "talk" in frame)
        assert told["talk"]["why"] == "early"
