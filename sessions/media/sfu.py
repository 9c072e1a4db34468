"""The media of one session on one Janus, as one of our processes sees and steers it.

Browsers speak SDP and ICE with us only. What goes over the room's `signal` frames (`to`/`from` = `sfu`):

page -> server  `{"pc": "pub", "description": {type, sdp}}`   an offer with one audio and one video line
                `{"pc": "sub", "description": {type, sdp}}`   the answer to the newest offer
                `{"pc": "pub"|"sub", "candidate": {...}|null}`
                `{"pc": "sub", "restart": true}`              please offer again with new ICE
                `{"pc": "sub", "rebuild": true}`              please begin a new connection
                `{"pc": "sub", "want": {"audio": true, "video": false}}`  no pictures, please
server -> page  `{"pc": "pub", "description": {type, sdp}}`   the answer
                `{"pc": "sub", "description": {type, sdp}, "fresh": bool, "streams": [{mid, connection, kind}]}`
                `{"pc": "pub"|"sub", "candidate": {...}|null}`
                `{"pc": "pub", "lost": true}`                 Janus has no connection any more: offer anew
What answers an offer with a `call` (the page's own number of its connection) carries it too.

A `fresh` offer belongs to a new connection: the page closes the one it had. The page may begin a new `pub`
connection at any time: an offer with another DTLS fingerprint replaces what was there.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sessions import clock
from sessions.media import janus_room, measuring
from sessions.media.janus_client import Handle, JanusClient, JanusGone, JanusRefused
from sessions.media.janus_servers import JanusServer
from sessions.media.sfu_forwarding import Forwarding, MayMeasure, OnMeasured
from sessions.media.sfu_legs import Publisher, Subscriber
from sessions.media.sfu_streams import KINDS, Published, Talkers

logger = logging.getLogger(__name__)

ENTER_TRIES = 5  # another process may take the empty room away between making and entering it
NO_SUCH_ROOM, ROOM_EXISTS = 426, 427
EARLY_MOST = 100  # signals of a page that is not in yet; its sockets send 40 a second
WATCHER = "watch."  # no connection has a point in its name

type Tell = Callable[[str, dict[str, Any]], None]
type Talking = Callable[[str, bool, float], None]


@dataclass(frozen=True, slots=True)
class Member:
    """What one connection of this process may do. `hears`: names of connections, of any process."""

    seat: int
    may_speak: bool
    may_show: bool
    hears: frozenset[str]


class Local:
    """A connection of this process in the room."""

    def __init__(self, sfu: "Sfu", connection: str, member: Member) -> None:
        self.member = member
        self.kinds: tuple[str, ...] = KINDS  # by the page's own choice
        self.publisher = Publisher(sfu, connection, self.entered)
        self.subscriber = Subscriber(sfu, connection, lambda: self.publisher.private_id)
        self.follow(member, sfu.published)
        self.publisher.start()
        self.subscriber.start()

    def entered(self) -> None:
        self.subscriber.wake.set()

    def follow(self, member: Member, published: Published) -> None:
        self.member = member
        self.publisher.allow(audio=member.may_speak, video=member.may_show)
        self.listen(published)

    def listen(self, published: Published) -> None:
        self.subscriber.want(published.of(self.member.hears, self.kinds))

    def signal(self, data: Mapping[str, Any], published: Published) -> None:
        if data.get("pc") == "pub":
            if "candidate" in data:
                self.publisher.add_candidate(data["candidate"])
            else:
                self.publisher.offered(data.get("description"), data.get("call"))
        elif data.get("pc") == "sub":
            self.signal_of_subscriber(data, published)

    def signal_of_subscriber(self, data: Mapping[str, Any], published: Published) -> None:
        if "description" in data:
            self.subscriber.answered(data["description"])
        elif "candidate" in data:
            self.subscriber.add_candidate(data["candidate"])
        elif data.get("restart") is True:
            self.subscriber.ask_restart()
        elif data.get("rebuild") is True:
            self.subscriber.ask_fresh()
        elif isinstance(want := data.get("want"), Mapping):
            self.kinds = tuple(kind for kind in KINDS if want.get(kind, True) is not False)
            self.listen(published)

    async def end(self) -> None:
        await asyncio.gather(self.publisher.end(), self.subscriber.end())

    async def stop(self) -> None:
        await asyncio.gather(self.publisher.stop(), self.subscriber.stop())


class Sfu:
    """`tell(connection, data)`: a signal for a page. `down()`: this Janus, or the room on it, is gone; called once.

    `on_talking(connection, talking, at)`: Janus's word for who speaks, also of other processes' connections; `at` in
    seconds of the server's clock. Every True is followed by a False: at silence, mute, leaving or when Janus is gone.
    `on_measured(connection, first, speech, covered)`: only where the server measures talk by itself (measuring.py), of
    this process's connections whose seats `may_measure()` names: slots of 100 ms as bits, bit i is slot `first` + i;
    slot n begins n / 10 s after 1970.
    """

    def __init__(
        self,
        server: JanusServer,
        session: UUID,
        tell: Tell,
        down: Callable[[], None],
        *,
        epoch: int = 0,
        on_talking: Talking | None = None,
        on_measured: OnMeasured | None = None,
        may_measure: MayMeasure | None = None,
    ) -> None:
        self.server, self.tell_page, self.down = server, tell, down
        self.room = janus_room.room_name(session, epoch)
        self.watch_name = WATCHER + secrets.token_hex(8)
        self.published = Published()
        self.talkers = Talkers(on_talking or (lambda *_: None))
        self.locals: dict[str, Local] = {}
        self.early: dict[str, list[dict[str, Any]]] = {}
        self.watcher: Handle | None = None
        self.lock = asyncio.Lock()
        self.forwarding: Forwarding | None = None
        if on_measured is not None and may_measure is not None and measuring.is_wanted():
            self.forwarding = Forwarding(self, on_measured, may_measure)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.over = False

    @property
    def client(self) -> JanusClient:
        """Raises JanusGone."""
        if self.watcher is None:
            raise JanusGone(f"{self.server.name} is away")
        return self.watcher.client

    def tell(self, connection: str, data: dict[str, Any]) -> None:
        """Nothing to who is being put out, nor after the end: the page has another plan by then."""
        if connection in self.locals and not self.over:
            self.tell_page(connection, data)

    # -- what the room asks ------------------------------------------------------------------------------------

    async def follow(self, members: Mapping[str, Member]) -> None:
        """Brings Janus to this state; who is not in `members` any more is out when this returns. Never raises for
        what Janus does: when it cannot be reached, `down` is called."""
        async with self.lock:
            if self.over:
                return
            try:
                if self.watcher is None:
                    await self.enter()
            except (JanusGone, JanusRefused) as error:
                logger.warning("janus %s: room %s cannot be opened: %s", self.server.name, self.room, error)
                self.fell()
            else:
                await self.bring(members)

    async def bring(self, members: Mapping[str, Member]) -> None:
        leaving = [self.locals.pop(name) for name in set(self.locals) - set(members)]
        early, self.early = self.early, {}
        for name, member in members.items():
            if name in self.locals:
                self.locals[name].follow(member, self.published)
                continue
            self.locals[name] = Local(self, name, member)
            for data in early.get(name, ()):
                self.locals[name].signal(data, self.published)
        self.measure()
        await asyncio.gather(*(self.put_out(one) for one in leaving))

    async def put_out(self, one: Local) -> None:
        """Both connections: Janus's own kick of 1.1.2 leaves the one that gets sound and picture open."""
        with contextlib.suppress(JanusGone, JanusRefused):
            await self.steer("kick", id=one.publisher.connection)
        await one.end()

    async def signal(self, connection: str, data: dict[str, Any]) -> None:
        """A signal of a page. Without sense: dropped. Of a connection that is no member: kept until `follow` tells
        whether it is one, for a page that was told its plan may be faster than we."""
        if self.over:
            return
        one = self.locals.get(connection)
        if one is not None:
            one.signal(data, self.published)
        elif len(early := self.early.setdefault(connection, [])) < EARLY_MOST:
            early.append(data)

    async def close(self) -> None:
        """Everybody of this process is out; the room goes with the last process."""
        self.over = True
        self.server.unwatch(self.fell)
        self.talkers.all_end(clock.server())
        async with self.lock:
            leaving, self.locals = list(self.locals.values()), {}
            await asyncio.gather(*(one.end() for one in leaving))
            if self.forwarding is not None:
                await self.forwarding.close()
            for task in list(self.tasks):
                task.cancel()
            with contextlib.suppress(JanusGone, JanusRefused):
                await self.leave_room()

    # -- the room on Janus -------------------------------------------------------------------------------------

    async def enter(self) -> None:
        """Makes the room unless it is there, and enters it as one who only watches: room events, each once.

        Raises JanusGone, JanusRefused.
        """
        client = self.server.client
        if client is None:
            raise JanusGone(f"{self.server.name} is away")
        self.server.watch(self.fell)
        watcher = await client.attach(self.heard)
        for tries_left in reversed(range(ENTER_TRIES)):
            try:
                await self.make_room(watcher)
                await watcher.ask(janus_room.joining(self.room, "publisher", id=self.watch_name))
                break
            except JanusRefused as refusal:
                if refusal.code != NO_SUCH_ROOM or not tries_left:
                    raise
        self.watcher = watcher

    async def make_room(self, watcher: Handle) -> None:
        try:
            await watcher.ask(janus_room.creation(self.room))
        except JanusRefused as refusal:
            if refusal.code != ROOM_EXISTS:
                raise

    async def leave_room(self) -> None:
        """Takes the room away when nobody else is in it; what two that leave at once leave over is swept."""
        watcher, self.watcher = self.watcher, None
        if watcher is None:
            return
        found = await watcher.ask(janus_room.steering("listparticipants", self.room))
        if all(one.get("id") == self.watch_name for one in found.get("participants", ())):
            await watcher.ask(janus_room.steering("destroy", self.room, permanent=False))
        await watcher.detach()

    async def steer(self, request: str, **fields: Any) -> dict[str, Any]:
        """Raises JanusGone, JanusRefused."""
        if self.watcher is None:
            raise JanusGone(f"{self.server.name} is away")
        return await self.watcher.ask(janus_room.steering(request, self.room, **fields))

    def fell(self) -> None:
        """Janus is gone, or the room is: nobody of it is heard any more."""
        if self.over:
            return
        self.over = True
        self.server.unwatch(self.fell)
        self.talkers.all_end(clock.server())
        for one in self.locals.values():
            self.spawn(one.stop())
        self.down()

    # -- what the room says ------------------------------------------------------------------------------------

    def heard(self, what: str, data: dict[str, Any], message: dict[str, Any]) -> None:
        if what != "event" or self.over:
            return
        if data.get("videoroom") == "destroyed":
            self.fell()
            return
        changed = self.published.heard(data)
        muted = self.published.is_muted(str(data.get("id", "")))
        self.talkers.heard(data, clock.server(), muted=muted)
        if changed:
            self.listen(self.locals.values())
            self.measure()

    def listen(self, those: Iterable[Local]) -> None:
        for one in those:
            one.listen(self.published)

    def measure(self) -> None:
        """What this process's people say, where the server measures talk."""
        if self.forwarding is not None:
            seats = {name: one.member.seat for name, one in self.locals.items()}
            self.forwarding.follow({one: seats[one.connection] for one in self.published.of(seats, ["audio"])})

    def microphone_is_silent(self, connection: str) -> None:
        """No packets for a second (`replaceTrack(null)`, a withdrawn permission), of which Janus tells no other
        process: closing and opening the microphone there is what all of them hear."""
        if connection in self.talkers.now:
            self.talkers.ends(connection, clock.server())
            self.spawn(self.tell_silence(connection))

    async def tell_silence(self, connection: str) -> None:
        if (one := self.locals.get(connection)) is not None:
            with contextlib.suppress(JanusGone, JanusRefused):
                await one.publisher.close_and_open()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
