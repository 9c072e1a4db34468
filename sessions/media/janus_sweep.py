"""Rooms of ours on a Janus that nobody is in any more: left by a process that died, or by two that closed at once.

A room that was empty at two looks, half a minute apart, is taken away: the process that makes a room enters it within
milliseconds. Whoever enters a room that is gone makes it again.
"""

import asyncio
import contextlib
import logging
from types import TracebackType
from typing import Any, Self

from django.conf import settings

from sessions.media import janus_room
from sessions.media.janus_client import Handle, JanusClient, JanusGone, JanusRefused

logger = logging.getLogger(__name__)

SECOND_LOOK_SECONDS = 30.0
AGAIN_SECONDS = 600.0


class Sweep:
    """Sweeps in the background while its block runs."""

    def __init__(self, client: JanusClient, second_look_seconds: float = SECOND_LOOK_SECONDS) -> None:
        self.client, self.second_look_seconds = client, second_look_seconds

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def run(self) -> None:
        with contextlib.suppress(JanusGone):
            while True:
                try:
                    await self.once()
                except JanusRefused as error:
                    logger.warning("janus: rooms cannot be swept: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)

    async def once(self) -> list[str]:
        """The names of the rooms that were taken away. Raises JanusGone, JanusRefused."""
        handle = await self.client.attach(lambda *_: None)
        try:
            empty = await empty_rooms(handle)
            if empty:
                await asyncio.sleep(self.second_look_seconds)
                empty &= await empty_rooms(handle)
            return [room for room in sorted(empty) if await taken_away(handle, room)]
        finally:
            with contextlib.suppress(JanusGone):
                await handle.detach()


async def empty_rooms(handle: Handle) -> set[str]:
    listed = await handle.ask({"request": "list", "admin_key": settings.JANUS_ADMIN_KEY})
    return {str(room["room"]) for room in listed.get("list", []) if is_ours(room) and not room["num_participants"]}


def is_ours(room: dict[str, Any]) -> bool:
    return janus_room.OUR_ROOM.fullmatch(str(room["room"])) is not None


async def taken_away(handle: Handle, room: str) -> bool:
    try:
        await handle.ask(janus_room.steering("destroy", room, permanent=False))
    except JanusRefused:  # another process was first, or another site's room: its secret is not ours
        return False
    logger.info("janus: room %s was left over and is gone", room)
    return True
