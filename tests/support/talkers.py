"""People who talk on while servers come and go: each line is said again, with the same id, until it is acknowledged."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import websockets

from tests.support.people import PATIENCE_SECONDS, Person, people
from tests.support.product import Product, Ticket

PAUSE_SECONDS = 0.1


class Talker:
    """``acknowledged``: texts that a server said were kept. ``closings``: close codes that were seen on the way."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.acknowledged: list[str] = []
        self.closings: list[int | None] = []
        self.numbers = itertools.count(1)
        self.stopped = False
        self.silent = asyncio.Event()

    def heard_all_of(self, talkers: "list[Talker]") -> bool:
        told = set(self.person.lines.get("all", {}).values())
        return all(told >= set(talker.acknowledged) for talker in talkers)

    async def talk(self) -> None:
        while not self.stopped:
            await self.say(f"{self.person.seat}-{next(self.numbers)}")
            await asyncio.sleep(PAUSE_SECONDS)
        self.silent.set()

    async def say(self, text: str) -> None:
        while not await self.is_kept(text):
            await asyncio.sleep(PAUSE_SECONDS)
        self.acknowledged.append(text)

    async def is_kept(self, text: str) -> bool:
        """One try. The id is made from the text: a line that was kept without our hearing of it is not said twice."""
        person, id = self.person, f"talk-{text}"
        mark = len(person.frames)
        try:
            await person.send({"do": "say", "id": id, "text": text})
        except websockets.ConnectionClosed:
            await self.come_back()
            return False

        def answer() -> dict[str, Any] | None:
            told = (f for f in person.frames[mark:] if f["kind"] in {"ok", "refused"} and f["id"] == id)
            return next(told, None)

        await person.until(lambda: answer() or person.close_code is not None)
        if person.close_code is not None:
            await self.come_back()
        found = answer()
        return found is not None and found["kind"] == "ok"

    async def come_back(self) -> None:
        """To the other process first, as behind a proxy; until one lets us in. Raises ``TimeoutError``."""
        person = self.person
        await person.until(lambda: person.close_code is not None)
        self.closings.append(person.close_code)
        async with asyncio.timeout(4 * PATIENCE_SECONDS):
            await self.knock(person)

    async def knock(self, person: Person) -> None:
        for place in itertools.cycle(reversed(range(len(person.product.ports)))):
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                await person.come(place=place)
                await person.until(lambda: person.you or person.close_code is not None)
                if person.close_code is None:
                    return
            await asyncio.sleep(PAUSE_SECONDS)


@contextlib.asynccontextmanager
async def talking(product: Product, tickets: list[Ticket]) -> AsyncIterator[list[Talker]]:
    """Everybody is in and talks until the end of the block; then every line of everybody is in everybody's hands."""
    async with people(product, tickets) as everyone:
        talkers = [Talker(person) for person in everyone]
        tasks = [asyncio.create_task(talker.talk()) for talker in talkers]
        try:
            yield talkers
            await fall_silent(talkers)
            await asyncio.gather(*tasks)
            for talker in talkers:
                await talker.person.until(lambda talker=talker: talker.heard_all_of(talkers))
        finally:
            for task in tasks:
                task.cancel()


async def fall_silent(talkers: list[Talker]) -> None:
    """Everybody ends with the line they are at. Before the room ends: who is cut off in a line would try for ever."""
    for talker in talkers:
        talker.stopped = True
    async with asyncio.timeout(4 * PATIENCE_SECONDS):
        for talker in talkers:
            await talker.silent.wait()


async def some_lines_more(talkers: list[Talker], lines: int = 5) -> None:
    """Until everybody was heard so many times again."""
    marks = [len(talker.acknowledged) + lines for talker in talkers]
    for talker, mark in zip(talkers, marks, strict=True):
        await talker.person.until(lambda talker=talker, mark=mark: len(talker.acknowledged) >= mark)


async def check_every_line(product: Product, tickets: list[Ticket], talkers: list[Talker]) -> dict[str, Any]:
    """What was acknowledged is in the log once, in the order it was said; the report of ``replay`` is returned."""
    done = await asyncio.to_thread(product.manage, "replay", "--session", tickets[0].session_id, "--events")
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["chain_holds"]
    assert report["equals_stored"]
    reader = talkers[0].person
    told = [reader.lines["all"][n] for n in sorted(reader.lines["all"])]
    for talker in talkers:
        mine = [text for text in told if text.startswith(f"{talker.person.seat}-")]
        assert mine == talker.acknowledged
        assert mine
    return report
