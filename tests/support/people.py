"""People for socket tests: each speaks the wire over a real socket and remembers what it was told."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import websockets

from tests.support.product import Product, Ticket

# However busy the machine is: what is waited for comes at once on an idle one, and no test claims that it does.
PATIENCE_SECONDS = 60
COME_AGAIN_SECONDS = 1
# A page sends no pings, and it waits as long as it takes to be let in.
AS_A_PAGE: dict[str, Any] = {"ping_interval": None, "open_timeout": PATIENCE_SECONDS}


class Person:
    def __init__(self, product: Product, ticket: Ticket, place: int = 0, page: str = "") -> None:
        """``page``: of a page that carries sound and picture, what it drew when it was loaded."""
        self.product, self.seat, self.place, self.page = product, ticket.seat, place, page
        self.path = ticket.ws_url.split("/", 3)[3]
        self.ids = itertools.count(1)
        self.frames: list[dict[str, Any]] = []
        self.view: dict[str, Any] = {}
        self.you: dict[str, Any] = {}
        self.lines: dict[str, dict[int, str]] = {}
        self.seq, self.resume, self.device = 0, "", ""
        self.beats: set[float | None] = set()
        self.bye: str | None = None
        self.close_code: int | None = None
        self.changed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self.acknowledged: dict[str, int] = {}

    # -- coming and going --------------------------------------------------------------------------------------

    async def come(self, place: int | None = None, *, beats: bool = True) -> "Person":
        """Opens the socket (by ticket, later by resume token) and says hello."""
        self.place = self.place if place is None else place
        self.bye = self.close_code = None
        self.view, self.you = {}, {}
        path = self.path if not self.resume else f"{self.path.split('?')[0]}?resume={self.resume}"
        url = f"ws://127.0.0.1:{self.product.ports[self.place]}/{path}"
        self.socket = await websockets.connect(
            url,
            origin=websockets.Origin(self.product.origin(self.place)),
            subprotocols=[websockets.Subprotocol("dialogue.v1")],
            **AS_A_PAGE,
        )
        cursors = {audience: max(lines, default=0) for audience, lines in self.lines.items()}
        with contextlib.suppress(websockets.ConnectionClosed):  # who may not enter is told before the hello arrives
            page = {"page": self.page} if self.page else {}
            await self.send({"do": "hello", "last_seq": self.seq, "cursors": cursors, **page})
        self.tasks = [asyncio.create_task(self.listen())]
        if beats:
            self.tasks.append(asyncio.create_task(self.beat()))
        return self

    async def come_in(self) -> None:
        """As a page does: whom a process with too much to do asks to come later comes again, until let in."""
        async with asyncio.timeout(2 * PATIENCE_SECONDS):
            await self.come()
            await self.until(lambda: self.you or self.bye == "full")
            while not self.you:
                await self.go()
                await asyncio.sleep(COME_AGAIN_SECONDS)
                await self.come()
                await self.until(lambda: self.you or self.bye == "full")

    async def go(self) -> None:
        """Cuts the line without a word."""
        for task in self.tasks:
            task.cancel()
        self.socket.transport.abort()

    async def listen(self) -> None:
        try:
            async for text in self.socket:
                self.hear(json.loads(text))
        except websockets.ConnectionClosed:
            pass
        self.close_code = self.socket.close_code
        self.changed.set()

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(5)
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.send({"do": "beat", "sent": time.time()})

    def hear(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        match frame["kind"]:
            case "welcome":
                self.resume, self.device = frame["resume"], frame["device"]
            case "view" if frame["seq"] >= self.seq:
                self.view, self.seq = frame["view"], frame["seq"]
            case "you":
                self.you = frame["you"]
            case "lines":
                told = {line["n"]: line["text"] for line in frame["lines"]}
                self.lines.setdefault(frame["audience"], {}).update(told)
            case "beat":
                self.beats.add(frame["sent"])
            case "bye":
                self.bye = frame["code"]
        self.changed.set()

    # -- acting ------------------------------------------------------------------------------------------------

    async def send(self, frame: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(frame))

    async def ask(self, do: str, *, id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Sends a command and waits for its ok or refusal."""
        id = id or f"{self.device}-{next(self.ids)}"
        mark = len(self.frames)
        await self.send({"do": do, "id": id, **fields})
        answer = await self.heard(lambda f: f["kind"] in {"ok", "refused"} and f["id"] == id, since=mark)
        if answer["kind"] == "ok":
            self.acknowledged[id] = answer["seq"]
        return answer

    async def refusal(self, do: str, **fields: Any) -> str:
        answer = await self.ask(do, **fields)
        assert answer["kind"] == "refused", answer
        return str(answer["code"])

    # -- waiting -----------------------------------------------------------------------------------------------

    async def until(self, true: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    async def heard(self, wanted: Callable[[dict[str, Any]], bool], since: int = 0) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((frame for frame in self.frames[since:] if wanted(frame)), None)

        await self.until(found)
        frame = found()
        assert frame is not None
        return frame

    async def sees(self, wanted: Callable[[dict[str, Any]], Any]) -> None:
        await self.until(lambda: self.view and wanted(self.view))

    async def closed(self) -> int | None:
        await self.until(lambda: self.close_code is not None)
        return self.close_code

    @property
    def queue(self) -> list[int]:
        return [hand["seat"] for hand in self.view["queue"]]


@contextlib.asynccontextmanager
async def people(product: Product, tickets: list[Ticket], *, pages: bool = False) -> AsyncIterator[list[Person]]:
    """Everybody comes in, spread over the processes there are; with ``pages`` that carry sound and picture."""
    ports = len(product.ports)
    everyone = [
        Person(product, ticket, place % ports, f"page-of-{ticket.seat}" if pages else "")
        for place, ticket in enumerate(tickets)
    ]
    try:
        for person in everyone:
            await person.come_in()
        yield everyone
    finally:
        for person in everyone:
            if person.tasks:
                await person.go()
