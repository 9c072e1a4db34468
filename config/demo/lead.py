"""The simulated co-facilitator: starts the session, moves through the plan, gives turns, until a person leads."""

import time
from typing import Any

from sessions.simulated_choices import Choice
from sessions.simulation import Person

AGREEMENT = (
    "We speak for ourselves, not for a country.\n"
    "We let each other finish; passing is always fine.\n"
    "What is said here stays here.\n"
    "We ask before we judge.\n"
    "We say it when something hurts."
)
QUESTION, OPTIONS = "What shall we do with the last half hour?", ("Go on in this round", "Talk in pairs", "A new topic")
TURN_SECONDS_MOST = 180
# A pair needs this many.
PAIR = 2


class Leader(Person):
    """Acts only while nobody of flesh and blood leads: a person who takes the lead is left in peace."""

    async def do_something(self, socket: Any) -> None:
        choice = self.choice()
        if choice is not None and choice[0] in self.you.get("may", ()):
            await self.ask(socket, choice[0], **choice[1])

    def choice(self) -> Choice:
        if self.state.get("stage") == "lobby":
            return ("start_session", {}) if time.time() >= self.state["starts_at"] else None
        if not self.you.get("leading"):
            return None
        return self.taking_care() or self.following_plan() or self.asking() or self.giving_turns()

    def taking_care(self) -> Choice:
        """Who called is seen to: first taken, then done."""
        for call in self.state.get("help", []):
            return "take_help", {"who": call["seat"], "done": call["taken_by"] is not None}
        return None

    def following_plan(self) -> Choice:
        """Pairs where the plan has them, the next phase when the time is over, the end after the last."""
        phase = self.state.get("phase")
        if phase and phase["over"]:
            last = self.phases and phase["index"] + 1 >= self.phases
            return "end_session" if last else "next_phase", {}
        students = [one for one in self.state.get("people", []) if one["role"] == "student" and one["here"]]
        if phase and phase["mode"] == "pairs" and not self.state.get("pairs") and len(students) >= PAIR:
            return "start_pairs", {}
        return None

    def asking(self) -> Choice:
        """An agreement in the beginning, a poll in the second half."""
        phase = self.state.get("phase") or {"index": 0}
        if not self.state.get("agreement"):
            return "edit_agreement", {"text": AGREEMENT}
        if not self.state.get("poll") and phase["index"] * 2 >= (self.phases or 2):
            return "open_poll", {"question": QUESTION, "options": OPTIONS}
        return None

    def giving_turns(self) -> Choice:
        """The floor to the first hand where the order does not give it; a very long turn is taken back."""
        queue, speaker = self.state.get("queue", []), self.state.get("speaker")
        if speaker:
            long = time.time() - speaker["since"] > TURN_SECONDS_MOST
            return ("skip", {"who": speaker["seat"]}) if long else None
        first = next((hand for hand in queue if not hand["away"]), None)
        given_by_hand = self.state.get("order") in {"hands", "none", "list"} and not self.state.get("pairs")
        return ("give_turn", {"to": first["seat"]}) if first and given_by_hand else None
