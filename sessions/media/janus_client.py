"""The API of Janus over one WebSocket: one session of Janus, handles on it, each question with its own answer."""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

logger = logging.getLogger(__name__)

VIDEOROOM = "janus.plugin.videoroom"
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 5.0  # answers took 2 ms where this was measured
MESSAGE_BYTES_MOST = 1024 * 1024  # an offer with 24 streams has 40 kB
# How long a question that is asked again (a keepalive) may be silent after a stall of our own loop.
GRACE_SECONDS = 0.5

type Heard = Callable[[str, dict[str, Any], dict[str, Any]], None]


class JanusGone(Exception):
    """No connection any more, or no answer in time."""


class JanusRefused(Exception):
    """Janus said no. `code`: its own number (426 no such room, 427 room exists, 433 wrong secret, 403 not ours)."""

    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")


@dataclass(slots=True)
class Question:
    """`to_plugin`: an "ack" is no answer yet; the event that follows it is."""

    answer: asyncio.Future[dict[str, Any]]
    to_plugin: bool = False


@dataclass(eq=False)
class Handle:
    """A place at the plugin. `heard(what, data, message)` gets everything that Janus says to this handle, answers
    too, in the order of the socket: `what` is Janus's word ("event", "media", "hangup", "trickle", "webrtcup" …)."""

    client: "JanusClient"
    id: int
    heard: Heard

    async def ask(self, body: Mapping[str, Any], jsep: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The plugin's answer; an SDP in it stands under `jsep`. Raises JanusGone, JanusRefused."""
        message: dict[str, Any] = {"janus": "message", "handle_id": self.id, "body": dict(body)}
        if jsep is not None:
            message["jsep"] = dict(jsep)
        return plugin_answer(await self.client.ask(message, to_plugin=True))

    async def trickle(self, candidate: Mapping[str, Any] | None) -> None:
        """Raises JanusGone."""
        await self.client.send(
            {"janus": "trickle", "handle_id": self.id, "candidate": dict(candidate or {"completed": True})}
        )

    async def detach(self) -> None:
        """Ends it and its connection. Raises JanusGone."""
        self.client.handles.pop(self.id, None)
        with contextlib.suppress(JanusRefused):  # it was gone already
            await self.client.ask({"janus": "detach", "handle_id": self.id})


def plugin_answer(message: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = dict((message.get("plugindata") or {}).get("data") or {})
    if "error_code" in data:
        raise JanusRefused(int(data["error_code"]), str(data.get("error", "")))
    if "jsep" in message:
        data["jsep"] = message["jsep"]
    return data


@dataclass(eq=False)
class JanusClient:
    """Made by `connected`. `gone` is called once, when the socket has closed for whatever reason."""

    socket: ClientConnection
    api_secret: str
    gone: Callable[[], None]
    session_id: int = 0
    handles: dict[int, Handle] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    reader: asyncio.Task[None] | None = None
    is_gone: bool = False

    @property
    def own_address(self) -> str:
        """Of this machine, as Janus sees it."""
        return str(self.socket.local_address[0])

    async def attach(self, heard: Heard) -> Handle:
        """Raises JanusGone, JanusRefused."""
        answer = await self.ask({"janus": "attach", "plugin": VIDEOROOM})
        handle = Handle(self, int(answer["data"]["id"]), heard)
        self.handles[handle.id] = handle
        return handle

    async def ask(self, message: dict[str, Any], *, to_plugin: bool = False) -> dict[str, Any]:
        """Raises JanusGone, JanusRefused."""
        question = Question(asyncio.get_running_loop().create_future(), to_plugin)
        transaction = secrets.token_hex(8)
        self.questions[transaction] = question
        try:
            await self.send(message, transaction)
            async with asyncio.timeout(ANSWER_SECONDS):
                return await question.answer
        except TimeoutError:
            raise JanusGone(f"no answer to {message['janus']}") from None
        finally:
            self.questions.pop(transaction, None)

    async def send(self, message: dict[str, Any], transaction: str = "") -> None:
        """Raises JanusGone."""
        whole = {**message, "transaction": transaction or secrets.token_hex(8), "apisecret": self.api_secret}
        if self.session_id:
            whole["session_id"] = self.session_id
        if self.is_gone:
            raise JanusGone("the socket is closed")
        try:
            await self.socket.send(json.dumps(whole))
        except WebSocketException:
            raise JanusGone("the socket is closed") from None

    async def check(self, within_seconds: float) -> None:
        """Keeps Janus's session and asks whether Janus lives. Raises JanusGone, JanusRefused."""
        asked = asyncio.ensure_future(self.ask({"janus": "keepalive"}))
        try:
            done, _ = await asyncio.wait([asked], timeout=within_seconds)
            if not done:  # our own loop may have stood still: the answer then lies in the socket
                done, _ = await asyncio.wait([asked], timeout=GRACE_SECONDS)
            if not done:
                raise JanusGone("no answer to keepalive")
            asked.result()
        finally:
            asked.cancel()

    async def close(self) -> None:
        await self.socket.close()
        if self.reader is not None:
            await self.reader

    def cut(self) -> None:
        """Ends a socket that does not answer, without its goodbye."""
        self.socket.transport.abort()

    # -- what Janus says ---------------------------------------------------------------------------------------

    async def read(self) -> None:
        try:
            async for text in self.socket:
                self.route(json.loads(text))
        except WebSocketException:
            pass  # closed without a goodbye: the same end
        finally:
            self.end()

    def end(self) -> None:
        self.is_gone = True
        for question in self.questions.values():
            if not question.answer.done():
                question.answer.set_exception(JanusGone("the socket is closed"))
        self.gone()

    def route(self, message: dict[str, Any]) -> None:
        handle = self.handles.get(message.get("sender", 0))
        if handle is not None:
            self.pass_on(handle, message)
        question = self.questions.get(str(message.get("transaction", "")))
        if question is None or question.answer.done():
            return
        if message["janus"] == "error":
            error = message.get("error") or {}
            question.answer.set_exception(JanusRefused(int(error.get("code", 0)), str(error.get("reason", ""))))
        elif message["janus"] != "ack" or not question.to_plugin:
            question.answer.set_result(message)

    def pass_on(self, handle: Handle, message: dict[str, Any]) -> None:
        """At once, before the next message is read: what follows may undo it."""
        try:
            handle.heard(message["janus"], (message.get("plugindata") or {}).get("data") or {}, message)
        except Exception:
            logger.exception("janus: a message could not be used")


async def connected(url: str, api_secret: str, gone: Callable[[], None]) -> JanusClient:
    """A socket with a session on it. Raises JanusGone, JanusRefused (403: another API secret)."""
    try:
        socket = await connect(
            url, subprotocols=[Subprotocol("janus-protocol")], open_timeout=CONNECT_SECONDS, ping_interval=None,
            max_size=MESSAGE_BYTES_MOST, compression=None, proxy=None, close_timeout=1,
        )  # fmt: skip
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        raise JanusGone(f"{url}: {error}") from None
    client = JanusClient(socket, api_secret, gone)
    client.reader = asyncio.create_task(client.read())
    try:
        client.session_id = int((await client.ask({"janus": "create"}))["data"]["id"])
    except BaseException:
        await client.close()
        raise
    return client
