"""Commands whose events name nobody (``permissions.UNSIGNED``): what the log must not know is held here, in memory.

The key of a command names its seat, and its digest can be tried out seat by seat, so neither is written down. A repeat
is answered from this memory; who asks too often is refused here. It is one process's memory: after a restart somebody
may ask once more, and a repeat may be refused (``pause_too_soon``), which harms nobody.
"""

import asyncio
from typing import TYPE_CHECKING

from dialogue import commands as ask
from dialogue import permissions
from dialogue.refusals import refuse
from sessions.errors import IdReused

if TYPE_CHECKING:
    from sessions.hub import Hub

# One person asks for a quiet minute this often; the group, as the rule in dialogue/pausing.py says.
PAUSE_MINUTE_SEAT_SECONDS = 600.0
# Who comes back after a loss sends again what was not answered; pages give up after half a minute.
REPEAT_SECONDS = 600.0


class Unsigned:
    """The memory of one room. Times are server time in seconds."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.answers: dict[str, tuple[str, int, float]] = {}
        self.minutes: dict[int, float] = {}
        self.objections: set[tuple[int, int]] = set()

    def known(self, key: str, digest: str, now: float) -> int | None:
        """The seq that a repeat is answered with. Raises ``IdReused``."""
        self.answers = {one: kept for one, kept in self.answers.items() if now < kept[2] + REPEAT_SECONDS}
        if key not in self.answers:
            return None
        if self.answers[key][0] != digest:
            raise IdReused
        return self.answers[key][1]

    def check(self, command: ask.Command, now: float) -> None:
        """Raises ``Refused`` for who asked for the same a while ago."""
        if isinstance(command, ask.PauseMinute):
            asked_at = self.minutes.get(command.seat)
            refuse(asked_at is not None and now < asked_at + PAUSE_MINUTE_SEAT_SECONDS, "pause_too_soon")
        elif isinstance(command, ask.Object):
            refuse((command.seat, command.item) in self.objections, "objected_already")

    def note(self, command: ask.Command, key: str, digest: str, seq: int, now: float) -> None:
        self.answers[key] = (digest, seq, now)
        if isinstance(command, ask.PauseMinute):
            self.minutes[command.seat] = now
        elif isinstance(command, ask.Object):
            self.objections.add((command.seat, command.item))


async def act(hub: "Hub", command: ask.Command, key: str, digest: str) -> int:
    """As ``Hub.act`` for a person's command; an unsigned one leaves neither key nor digest in the log."""
    if type(command) not in permissions.UNSIGNED:
        return await hub.act(command, key, digest)
    memory = hub.unsigned
    async with memory.lock:
        if (seq := memory.known(key, digest, hub.now())) is not None:
            return seq
        memory.check(command, hub.now())
        seq = await hub.act(command)
        memory.note(command, key, digest, seq, hub.now())
        return seq
