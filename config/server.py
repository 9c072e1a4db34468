"""Our own daphne: drains on SIGTERM, tells close codes, and bounds memory in both directions.

Stock daphne drops sockets without a close frame, can hang on SIGTERM and has no backpressure (measured: 135 MB of
pushes were swallowed). Here a client that pushes faster than it is read is closed (4008) at 64 waiting frames, or 256
small ones (a page tells a dozen ways to each of its peers at once), one that does not read is cut at 1 MiB or after
40 s, and a stop finishes requests, sends 4012 to sockets with jitter, then leaves.
"""

import asyncio
import gc
import logging
import random
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import Any

# daphne installs the asyncio reactor of Twisted when this module is imported: it must come first.
from daphne.server import Server  # isort: skip
from autobahn.websocket.types import ConnectionDeny
from daphne import http_protocol
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import defer, reactor
from twisted.protocols.policies import ProtocolWrapper

from config import health
from config.tls import FrontFactory, Tls
from sessions import gauges
from sessions.outlets import DirectOutlet

logger = logging.getLogger(__name__)

WAITING_FRAMES_MOST, SMALL_FRAMES_MOST = 64, 256
SMALL_FRAMES_BYTES = 256 * 1024
BUFFERED_BYTES_MOST = 1024 * 1024
# So much of a socket may lie in the kernel and not be under way; the rest lies here, where ``backlog`` sees it. Without
# this limit (Linux, macOS) the kernel took 4 MB for a client beside us, or a proxy, that reads nothing.
UNSENT_BYTES_MOST = 16 * 1024
# A ping to everybody this long after the last pong, and as long again for the pong: what uvicorn does by itself.
PING_SECONDS = 20
MESSAGE_BYTES_MOST = 64 * 1024
# A session of more than a day does not exist: longer sockets are cut.
SOCKET_SECONDS_MOST = 24 * 3600
CLOSE_SPREAD_SECONDS = 2.0

type Job = Callable[[], Awaitable[None]]


def spare_collector() -> None:
    """What is loaded by now stays: the collector never looks at it again. A look at all of it took 156 ms, in which
    every room would stand. Collecting what rooms make is left as it is: under 1 % of the CPU at 75 commands/s."""
    gc.collect()
    gc.freeze()


class QuietRequest(http_protocol.WebRequest):  # type: ignore[misc]
    def __repr__(self) -> str:
        """Without the address: daphne puts this into its warnings, and an address may be a mailed link."""
        return "<page request>"


class BoundedProtocol(WebSocketProtocol):  # type: ignore[misc]
    cut = False
    muted: bool = False
    retry_after_seconds = 0
    secured = False

    def __repr__(self) -> str:
        return "<room socket>"

    def dataReceived(self, data: bytes) -> None:
        """As autobahn's, without a log line that is formatted for each packet and never shown."""
        self._dataReceived(data)

    def is_too_fast(self, waiting: int) -> bool:
        """Of what waits for the application. Their bytes are only counted between the two limits."""
        if waiting < WAITING_FRAMES_MOST or waiting >= SMALL_FRAMES_MOST:
            return waiting >= SMALL_FRAMES_MOST
        return sum(len(one.get("text") or one.get("bytes") or "") for one in self.application_queue._queue) > (
            SMALL_FRAMES_BYTES
        )

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if not self.muted and self.is_too_fast(self.application_queue.qsize()):
            self.muted = True
            self.application_queue.put_nowait({"type": "websocket.disconnect", "code": 4008})
            self.sendClose(code=4008)
            return
        try:
            super().onMessage(payload, isBinary)
        except UnicodeDecodeError:
            self.sendClose(code=4008)

    def onOpen(self) -> None:
        self.secured = isinstance(self.transport, ProtocolWrapper)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            handle = (self.transport.transport if self.secured else self.transport).getHandle()
            handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES_MOST)
        super().onOpen()

    def deny(self, status: int, reason: str, retry_after_seconds: int) -> None:
        """An HTTP answer instead of the upgrade; then daphne forgets the connection as after its own 403."""
        self.retry_after_seconds = retry_after_seconds
        self.handshake_deferred.errback(ConnectionDeny(code=status, reason=reason))  # type: ignore[no-untyped-call]
        del self.handshake_deferred
        self.server.protocol_disconnected(self)

    def failHandshake(self, reason: str, code: int = 400, responseHeaders: Any = None) -> None:
        if code in (429, 503):
            responseHeaders = [("Retry-After", self.retry_after_seconds), ("Content-Length", 0)]
        super().failHandshake(reason, code, responseHeaders)

    def buffered(self) -> int:
        """Bytes written but not taken by the network (private fields: tests/sessions/test_backpressure.py)."""
        transport = self.transport
        return len(transport.dataBuffer) + transport._tempDataLen  # type: ignore[no-any-return]

    def serverSend(self, content: Any, binary: bool = False) -> None:
        super().serverSend(content, binary)
        self.cut_when_stuck()

    def can_send(self) -> bool:
        return bool(self.state == self.STATE_OPEN)

    def close_with(self, code: int) -> None:
        self.sendClose(code=code)

    def write_now(self, data: bytes) -> int:
        """To the network at once when nothing waits before it; the reactor takes care of what does not fit."""
        if not self.secured and not self.buffered():  # of TLS the transport below would send in the clear
            sent = self.transport.writeSomeData(data)
            data = data[sent:] if isinstance(sent, int) else data
        if not data:
            return 0
        self.transport.write(data)
        self.cut_when_stuck()
        return self.buffered()

    def cut_when_stuck(self) -> None:
        if not self.cut and self.buffered() > BUFFERED_BYTES_MOST:
            self.cut = True
            logger.warning("socket cut: %s bytes were not read", self.buffered())
            gauges.CUT.inc()
            self.dropConnection(abort=True)

    def onAutoPingTimeout(self) -> None:
        """Who reads answers a ping, whatever the page does; who only sends would stay for ever."""
        self.cut = True
        logger.info("socket cut: a ping was not answered")
        gauges.CUT.inc()
        super().onAutoPingTimeout()


class RoomServer(Server):  # type: ignore[misc]
    """``on_start`` jobs run when the reactor runs, ``on_stop`` before it ends; daphne has no lifespan events."""

    def __init__(self, application: Any, endpoints: list[str], on_start: list[Job], on_stop: list[Job], **options: Any):
        self.on_start, self.on_stop = on_start, on_stop
        self.drain_seconds = options.pop("drain_seconds", 20)
        self.ping_seconds = options.pop("ping_seconds", PING_SECONDS)
        self.tls: Tls | None = options.pop("tls", None)
        self.ports: list[Any] = []
        self.stopping = False
        self.jobs: set[asyncio.Task[None]] = set()
        super().__init__(
            application,
            endpoints,
            signal_handlers=False,
            websocket_timeout=SOCKET_SECONDS_MOST,
            ping_interval=SOCKET_SECONDS_MOST,  # daphne's own pings, which every frame of a client puts off: none
            ping_timeout=self.ping_seconds,
            websocket_handshake_timeout=10,
            websocket_max_message_size=MESSAGE_BYTES_MOST,
            websocket_max_frame_size=MESSAGE_BYTES_MOST,
            server_name="",
            **options,
        )

    def run(self) -> None:
        WebSocketFactory.protocol = BoundedProtocol
        http_protocol.WebRequest = QuietRequest
        reactor.callWhenRunning(self.started)
        super().run()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, BoundedProtocol):
            scope["extensions"] = {"dialogue.outlet": DirectOutlet(protocol), "dialogue.deny": protocol.deny}
        return super().create_application(protocol, scope)

    def log_action(self, protocol: str, action: str, details: dict[str, Any]) -> None:
        """No access log: addresses of pages hold mailed links, and who was where at what time is nobody's business."""

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)

    def started(self) -> None:
        self.ws_factory.setProtocolOptions(autoPingInterval=self.ping_seconds, autoPingRestartOnAnyTraffic=False)
        spare_collector()
        loop = asyncio.get_event_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.asked_to_stop)
        if self.tls is not None:  # beside the plain port, which is for this machine
            front = FrontFactory(self.tls, self.http_factory)
            listen: Any = reactor.listenTCP
            listening: Any = defer.maybeDeferred(listen, self.tls.port, front, interface=self.tls.host)
            listening.addCallbacks(self.listen_success, self.listen_error)
        for job in self.on_start:
            self.spawn(job())

    def spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.jobs.add(task)
        task.add_done_callback(self.job_done)

    def job_done(self, task: "asyncio.Task[None]") -> None:
        self.jobs.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a job of the server failed", exc_info=error)
            if not self.stopping:
                self.asked_to_stop()

    # -- the end -----------------------------------------------------------------------------------------------

    def asked_to_stop(self) -> None:
        """The first signal drains, the second stops now."""
        if self.stopping:
            self.stop()
            return
        self.stopping = health.draining = True
        asyncio.ensure_future(self.drain())

    async def drain(self) -> None:
        for port in self.ports:
            await defer.maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())
        await self.close_sockets()
        deadline = asyncio.get_running_loop().time() + self.drain_seconds
        while self.busy() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        for job in self.on_stop:
            try:
                await asyncio.wait_for(job(), timeout=10)
            except Exception:
                logger.exception("a job at the end failed")
        self.stop()

    async def close_sockets(self) -> None:
        """4012 to everybody, spread over a moment so that not all come back in the same instant."""
        open_sockets = [p for p in list(self.connections) if isinstance(p, BoundedProtocol)]
        spread = min(CLOSE_SPREAD_SECONDS, len(open_sockets) * 0.005)
        for protocol in random.sample(open_sockets, len(open_sockets)):
            if protocol.state == protocol.STATE_OPEN:
                protocol.sendClose(code=4012)
            await asyncio.sleep(spread / max(1, len(open_sockets)))

    def busy(self) -> bool:
        return any(
            "application_instance" in details and not details["application_instance"].done()
            for details in self.connections.values()
        )

    def kill_all_applications(self) -> Any:
        """As daphne's, which stops at the first connection without an application (every upgrade leaves one)."""
        left = [
            details["application_instance"]
            for details in self.connections.values()
            if "application_instance" in details and not details["application_instance"].done()
        ]
        for instance in left:
            instance.cancel()
        waiting = defer.Deferred.fromFuture(asyncio.gather(*left, return_exceptions=True))
        waiting.addErrback(lambda _: None)
        return waiting
