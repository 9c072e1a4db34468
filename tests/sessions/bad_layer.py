"""A channel layer that holds every message back until the test delivers, repeats, reorders or loses it."""

import asyncio
from typing import Any


class BadLayer:
    """One for all processes of a test. ``held``: (channel, message) in the order of sending."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.groups: dict[str, set[str]] = {}
        self.held: list[tuple[str, dict[str, Any]]] = []

    # -- what a channel layer does -----------------------------------------------------------------------------

    async def new_channel(self, prefix: str = "") -> str:
        name = f"{prefix}.{len(self.queues)}"
        self.queues[name] = asyncio.Queue()
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        return await self.queues[channel].get()

    async def group_add(self, group: str, channel: str) -> None:
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self.groups.get(group, set()).discard(channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.held += [(channel, message) for channel in sorted(self.groups.get(group, ()))]

    # -- what happens to its messages --------------------------------------------------------------------------

    def deliver(self, place: int, *, again: bool = False) -> None:
        """The message at this place of the line (counted round and round); with ``again`` it stays in the line."""
        if self.held:
            place %= len(self.held)
            channel, message = self.held[place] if again else self.held.pop(place)
            self.queues[channel].put_nowait(message)

    def lose(self, place: int) -> None:
        if self.held:
            self.held.pop(place % len(self.held))
