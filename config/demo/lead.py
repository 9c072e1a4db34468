"""The simulated co-facilitator: starts the session, moves through the plan, gives turns, until a person leads."""

import time
from typing import Any

from sessions.simulation import Person


class Leader(Person):
    """Acts only while nobody of flesh and blood leads: a person who takes the lead is left in peace."""

    async def do_something(self, socket: Any) -> None:
        may, stage = self.you.get("may", ()), self.state.get("stage")
        if stage == "lobby" and "start_session" in may:
            if time.time() >= self.state["starts_at"]:
                await self.ask(socket, "start_session")
        elif self.you.get("leading"):
            await self.lead(socket)

    async def lead(self, socket: Any) -> None:
        """On to the next phase when the time is over; the floor to the first hand where the order does not give it."""
        phase, queue, speaker = self.state.get("phase"), self.state.get("queue", []), self.state.get("speaker")
        if phase and phase["over"]:
            last = self.phases and phase["index"] + 1 >= self.phases
            await self.ask(socket, "end_session" if last else "next_phase")
        elif speaker is None and queue and self.state.get("order") in {"hands", "none", "list"}:
            first = next((hand for hand in queue if not hand["away"]), None)
            if first:
                await self.ask(socket, "give_turn", to=first["seat"])
        elif speaker and time.time() - speaker["since"] > 180:
            await self.ask(socket, "skip", who=speaker["seat"])
