"""One page's two connections to Janus: what it sends (Publisher) and what it gets (Subscriber).

Each has a task that does one step after the other until the wanted state is reached, and sleeps until something
changes. What Janus refuses is tried again, with a new handle when a second try does not help.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sessions.media import janus_room, sfu_sdp
from sessions.media.janus_client import Handle, JanusClient, JanusGone, JanusRefused
from sessions.media.sfu_streams import KINDS, Join, Restart, Start, Step, Stream, Subscription, Update, names

logger = logging.getLogger(__name__)

RETRY_SECONDS = (0.1, 0.3, 1.0, 3.0, 10.0)
ANSWER_SECONDS = 15.0  # a page that does not answer an offer for so long gets a new connection
HANGUP_SECONDS = 2.0
CANDIDATES_MOST = 64  # kept while there is no offer yet


class Place(Protocol):
    """What a leg needs of its room."""

    room: str
    over: bool

    @property
    def client(self) -> JanusClient: ...
    def tell(self, connection: str, data: dict[str, Any]) -> None: ...
    async def steer(self, request: str, **fields: Any) -> dict[str, Any]: ...
    def microphone_is_silent(self, connection: str) -> None: ...


class Leg:
    """`step()` does one thing and says whether there may be more to do."""

    pc = ""

    def __init__(self, place: Place, connection: str) -> None:
        self.place, self.connection = place, connection
        self.handle: Handle | None = None
        self.wake = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.candidates: list[dict[str, Any]] = []
        self.held_back: list[dict[str, Any]] | None = None
        self.call: dict[str, int] = {}  # the page's own number of its connection, where it has one

    def start(self) -> None:
        self.task = asyncio.create_task(self.run())
        self.wake.set()

    async def run(self) -> None:
        tries = 0
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                while await self.step():
                    tries = 0
            except (JanusGone, JanusRefused) as error:
                if self.place.over:
                    return  # the whole Janus is gone: the room is told elsewhere
                logger.warning("janus: %s of %s: %s", self.pc, self.place.room, error)
                await self.try_again(tries)
                tries += 1
            except Exception:
                logger.exception("janus: %s of %s", self.pc, self.place.room)
                await self.try_again(tries)
                tries += 1

    async def try_again(self, tries: int) -> None:
        if tries:
            await self.drop()
        await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
        self.wake.set()

    async def step(self) -> bool:
        raise NotImplementedError

    async def drop(self) -> None:
        """Its connection ends; a later step begins again."""
        handle, self.handle = self.handle, None
        self.candidates.clear()
        if handle is not None:
            with contextlib.suppress(JanusGone):
                await handle.detach()

    async def end(self) -> None:
        await self.stop()
        await self.drop()

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    # -- candidates --------------------------------------------------------------------------------------------

    def add_candidate(self, value: Any) -> None:
        """One of the page."""
        candidate = sfu_sdp.candidate(value)
        if candidate is not None and len(self.candidates) < CANDIDATES_MOST:
            self.candidates.append(candidate)
            self.wake.set()

    async def send_candidates(self) -> None:
        """The page's, to Janus; call it only when Janus knows the description that they belong to."""
        assert self.handle is not None
        while self.candidates:
            await self.handle.trickle(self.candidates.pop(0))

    def heard_candidate(self, message: Mapping[str, Any]) -> None:
        """One of Janus, for the page: never before the description that it belongs to."""
        candidate = message.get("candidate") or {}
        found = None if candidate.get("completed") else dict(candidate)
        signal: dict[str, Any] = {"pc": self.pc, "candidate": found, **self.call}
        if self.held_back is None:
            self.place.tell(self.connection, signal)
        else:
            self.held_back.append(signal)

    @contextlib.asynccontextmanager
    async def holding_back(self) -> Any:
        """What Janus finds meanwhile is told to the page at the end of the block."""
        self.held_back = []
        try:
            yield
        finally:
            signals, self.held_back = self.held_back, None
            for signal in signals:
                self.place.tell(self.connection, signal)


class Publisher(Leg):
    """Enters the room at once, sends when the page offers. `entered`: its `private_id` is known."""

    pc = "pub"

    def __init__(self, place: Place, connection: str, entered: Callable[[], None]) -> None:
        super().__init__(place, connection)
        self.entered = entered
        self.private_id = 0
        self.may: dict[str, bool] = dict.fromkeys(KINDS, False)
        self.offer: dict[str, str] | None = None
        self.certificate: frozenset[str] = frozenset()
        self.sent: tuple[Stream, ...] = ()
        self.open: dict[str, bool] = {}  # by mid: what Janus was told last
        self.hung_up = asyncio.Event()

    def allow(self, *, audio: bool, video: bool) -> None:
        if self.may != (wanted := {"audio": audio, "video": video}):
            self.may = wanted
            self.wake.set()

    def offered(self, value: Any, call: Any) -> None:
        offer = sfu_sdp.description(value, "offer")
        if offer is not None and sfu_sdp.may_be_published(offer):
            self.offer, self.call = offer, {"call": call} if isinstance(call, int) else {}
            self.wake.set()

    async def step(self) -> bool:
        if not self.private_id:
            await self.enter()
        elif self.offer is not None:
            await self.publish()
        elif self.candidates and self.sent:
            await self.send_candidates()
        elif not await self.moderate():
            return False
        return True

    async def enter(self) -> None:
        if self.handle is None:
            self.handle = await self.place.client.attach(self.heard)
        joined = await self.handle.ask(janus_room.joining(self.place.room, "publisher", id=self.connection))
        self.private_id = int(joined["private_id"])
        self.entered()

    async def publish(self) -> None:
        """The page gets the answer after Janus has closed what this person may not send: nothing slips through."""
        offer, self.offer = self.offer, None
        assert offer is not None
        assert self.handle is not None
        if self.sent and sfu_sdp.fingerprints(offer) != self.certificate:
            await self.unpublish()
        async with self.holding_back():
            answer = await self.handle.ask({"request": "configure" if self.sent else "publish"}, offer)
            self.certificate = sfu_sdp.fingerprints(offer)
            self.sent = tuple(
                Stream(self.connection, line["type"], str(line["mid"])) for line in answer.get("streams", ())
            )
            while await self.moderate():
                pass
            if "jsep" in answer:
                self.place.tell(self.connection, {"pc": "pub", "description": plain(answer["jsep"]), **self.call})

    async def unpublish(self) -> None:
        """The page has begun a new connection: the old one goes first."""
        assert self.handle is not None
        self.forget()
        self.hung_up.clear()
        with contextlib.suppress(JanusRefused):  # 435: it is not published any more
            await self.handle.ask({"request": "unpublish"})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.hung_up.wait(), HANGUP_SECONDS)

    async def moderate(self) -> bool:
        """Opens or closes one line; False when all are as they should be."""
        for stream in self.sent:
            wanted = self.may.get(stream.kind, False)
            if self.open.get(stream.mid, True) != wanted:
                await self.set_open(stream.mid, wanted)
                return True
        return False

    async def set_open(self, mid: str, is_open: bool) -> None:
        self.open[mid] = is_open
        try:
            await self.place.steer("moderate", id=self.connection, mid=mid, mute=not is_open)
        except BaseException:
            self.open[mid] = not is_open
            raise

    async def close_and_open(self) -> None:
        """A silent microphone, so that every process hears of it. Raises JanusGone, JanusRefused."""
        for stream in self.sent:
            if stream.kind == "audio" and self.may["audio"]:
                await self.set_open(stream.mid, False)
        self.wake.set()  # its own task opens it again, unless it may not be open any more

    def forget(self) -> None:
        self.sent, self.certificate = (), frozenset()
        self.open.clear()

    async def drop(self) -> None:
        self.private_id = 0
        self.forget()
        await super().drop()

    def heard(self, what: str, data: dict[str, Any], message: dict[str, Any]) -> None:
        if what == "trickle":
            self.heard_candidate(message)
        elif what == "hangup":
            self.heard_hangup()
        elif what == "media" and message.get("type") == "audio" and not message.get("receiving"):
            self.place.microphone_is_silent(self.connection)

    def heard_hangup(self) -> None:
        self.hung_up.set()
        if self.sent:  # not by us
            self.forget()
            self.place.tell(self.connection, {"pc": "pub", "lost": True, **self.call})


class Subscriber(Leg):
    """Gets what `want` says. `owner`: the private_id of the same page's Publisher, 0 while it has none."""

    pc = "sub"

    def __init__(self, place: Place, connection: str, owner: Callable[[], int]) -> None:
        super().__init__(place, connection)
        self.owner = owner
        self.plan = Subscription()
        self.fresh = False
        self.number, self.version = 0, 0  # of the connection, and of the offer on it
        self.deadline: asyncio.TimerHandle | None = None

    def want(self, streams: frozenset[Stream]) -> None:
        if streams != self.plan.wanted:
            self.plan.wanted = streams
            self.wake.set()

    def answered(self, value: Any) -> None:
        answer = sfu_sdp.description(value, "answer")
        if answer is not None:
            self.plan.answered(answer)
            self.wake.set()

    def ask_restart(self) -> None:
        if self.plan.joined:
            self.plan.restart = True
            self.wake.set()

    def ask_fresh(self) -> None:
        self.fresh = True
        self.wake.set()

    async def step(self) -> bool:
        if self.fresh:
            self.fresh = False
            await self.drop()
        if self.candidates and self.plan.joined and not self.plan.waiting:
            await self.send_candidates()
        step = self.plan.next()
        if step is None or not self.owner():
            return False
        async with self.holding_back():
            await self.take(step)
        return True

    async def take(self, step: Step) -> None:
        answer = await self.ask(step)
        jsep = answer.get("jsep")
        self.plan.done(step, offered=jsep is not None)
        self.watch_answer()
        if jsep is not None:
            is_fresh = isinstance(step, Join)
            self.number, self.version = (secrets.randbelow(2**53), 1) if is_fresh else (self.number, self.version + 1)
            offer = sfu_sdp.numbered(jsep, self.number, self.version)
            streams = streams_of(answer, self.plan.held)
            self.place.tell(self.connection, {"pc": "sub", "description": offer, "fresh": is_fresh, "streams": streams})

    async def ask(self, step: Step) -> dict[str, Any]:
        if self.handle is None:
            self.handle = await self.place.client.attach(self.heard)
        match step:
            case Join(streams):
                body = janus_room.joining(self.place.room, "subscriber", private_id=self.owner(), autoupdate=False)
                return await self.handle.ask({**body, "streams": lines(streams)})
            case Update(more, less):
                changes = {"subscribe": lines(more), "unsubscribe": lines(less)}
                return await self.handle.ask({"request": "update", **{k: v for k, v in changes.items() if v}})
            case Restart():
                return await self.handle.ask({"request": "configure", "restart": True})
            case Start(answer):
                return await self.handle.ask({"request": "start"}, answer)

    def watch_answer(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        waits = self.plan.waiting
        self.deadline = asyncio.get_running_loop().call_later(ANSWER_SECONDS, self.ask_fresh) if waits else None

    async def drop(self) -> None:
        self.plan.lost()
        self.watch_answer()
        await super().drop()

    def heard(self, what: str, data: dict[str, Any], message: dict[str, Any]) -> None:
        if what == "trickle":
            self.heard_candidate(message)
        elif what == "hangup" and self.plan.joined:
            self.ask_fresh()


def lines(streams: frozenset[Stream]) -> list[dict[str, str]]:
    return [{"feed": stream.connection, "mid": stream.mid} for stream in sorted(streams)]


def plain(jsep: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": jsep["type"], "sdp": jsep["sdp"]}


def streams_of(answer: Mapping[str, Any], held: frozenset[Stream]) -> list[dict[str, str]]:
    """Which line of the offer is whose, for the page: `mid` is that of the offer."""
    wanted = names(held)
    return [
        {"mid": str(line["mid"]), "connection": str(line["feed_id"]), "kind": str(line["type"])}
        for line in answer.get("streams", ())
        if (str(line.get("feed_id", "")), str(line.get("feed_mid", ""))) in wanted and line.get("active", True)
    ]
