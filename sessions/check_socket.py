"""``/ws/check/``: does a socket to this server work here? Beats are answered with the server's time, nothing else.

For the page "Will it work?": a signed-in person, no seat needed. It touches no room and writes nothing.
"""

import asyncio
import logging
import time
from typing import Any

from django.utils.translation import override

from sessions import database, process, wire
from sessions.entry import person_of
from sessions.refusal_texts import sentence
from sessions.sockets import Bucket

logger = logging.getLogger(__name__)
BEATS_MOST = 20
OPEN_SECONDS = 30.0
# Of one person in one process: the page opens one for each press of its button.
OPENINGS_PER_SECOND, OPENINGS_BURST = 0.2, 6.0
PEOPLE_REMEMBERED = 10_000
openings: dict[int, Bucket] = {}


async def check(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application for one socket. The origin was checked before (sessions/origin.py)."""
    await receive()
    protocol = wire.SUBPROTOCOL if wire.SUBPROTOCOL in scope["subprotocols"] else None
    await send({"type": "websocket.accept", "subprotocol": protocol})
    cookies = next((value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"), "")
    person, _ = await database.read(person_of, cookies)
    refusal = await refusal_of(person)
    try:
        code = refusal or await answer_beats(receive, send)
    except TimeoutError:
        code = "slow_down"
    if code:
        await say_bye(send, code, person.language if person else "")


async def refusal_of(person: Any) -> str:
    if person is None:
        return "signed_out"
    if (await process.here()).draining:
        return "restart"
    return "" if may_open(person.pk, time.monotonic()) else "slow_down"


def may_open(person: int, now: float) -> bool:
    if len(openings) >= PEOPLE_REMEMBERED:
        openings.clear()
    bucket = openings.setdefault(person, Bucket(OPENINGS_PER_SECOND, OPENINGS_BURST, OPENINGS_BURST, now))
    return bucket.take(now)


async def answer_beats(receive: Any, send: Any) -> str:
    """Until the page closes (empty), or the code of the bye. Raises ``TimeoutError``."""
    async with asyncio.timeout(OPEN_SECONDS):
        for _ in range(BEATS_MOST):
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return ""
            try:
                frame = wire.parse(message.get("text") or "")
            except wire.BadFrame:
                return "not_allowed"
            if not isinstance(frame, wire.Beat):
                return "not_allowed"
            await tell(send, wire.BeatBack(seq=0, sent=frame.sent, now=round(time.time(), 3)))
    return "slow_down"


async def say_bye(send: Any, code: str, language: str) -> None:
    logger.info("check socket closed: %s", code, extra={"code": code})
    with override(language or None):
        await tell(send, wire.Bye(code=code, text=sentence(code)))
    await send({"type": "websocket.close", "code": wire.CLOSE_CODES[code]})


async def tell(send: Any, frame: wire.ServerFrame) -> None:
    await send({"type": "websocket.send", "text": wire.encode(frame).decode()})
