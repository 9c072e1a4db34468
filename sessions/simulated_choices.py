"""What a simulated person would do next, from what it is shown: first what it is asked for, then what it feels like.

A choice is a command's name and its fields, or None: just listen.
"""

import random
from typing import Any

from dialogue.commands import REACTIONS

LINES = (
    "Good point, thank you.",
    "Can you say that again in other words?",
    "For me it is the morning, before everybody is awake.",
    "In my family it was just the other way round.",
    "I had not thought of it like that.",
    "I would keep the hour after dinner.",
    "Sorry, my connection was away for a moment.",
    "I agree with the first half.",
)
TOPICS = ("Food that travels", "Who decides at home", "Moving away", "What we do not say aloud")
NOTES = ("We listened more than we spoke.", "A word we lack: the quiet after dinner.", "Next time: begin with a story.")
FRIENDLY = [reaction for reaction in REACTIONS if reaction != "slower"]

type Choice = tuple[str, dict[str, Any]] | None


def choose(view: dict[str, Any], you: dict[str, Any], dice: random.Random) -> Choice:
    """Only what the room lets through now (``you.may``)."""
    choice = asked_for(view, you, dice)
    if choice is None:
        choice = queueing(dice) if you.get("queue_place") else felt_like(view, you, dice)
    return choice if choice is not None and choice[0] in you.get("may", ()) else None


def asked_for(view: dict[str, Any], you: dict[str, Any], dice: random.Random) -> Choice:
    """A presence check, the agreement, a poll, the end of the own turn."""
    agreement, poll = view.get("agreement"), view.get("poll")
    if check := you.get("check"):
        return "confirm_here", {"check": check["n"]}
    if you.get("speaking"):
        return "end_turn", {}
    if agreement and you.get("agreed", 0) < agreement["version"]:
        return "accept_agreement", {"version": agreement["version"]}
    if poll and poll["open"] and you.get("role") == "student" and str(poll["n"]) not in you.get("answers", {}):
        return "answer", {"poll": poll["n"], "choices": [dice.randrange(poll["options"])]}
    return None


def queueing(dice: random.Random) -> Choice:
    """Who waits mostly goes on waiting."""
    luck = dice.random()
    if luck < 0.1:
        return "lower_hand", {}
    return ("react", {"reaction": dice.choice(FRIENDLY)}) if luck < 0.2 else None


def felt_like(view: dict[str, Any], you: dict[str, Any], dice: random.Random) -> Choice:
    phase, luck = view.get("phase") or {}, dice.random()
    if you.get("room"):  # in a breakout nobody queues
        return ("say", {"text": dice.choice(LINES), "to": "room"}) if luck < 0.6 else None
    if luck < 0.45:
        return "raise_hand", {}
    if luck < 0.65:
        return ("say", {"text": dice.choice(LINES)}) if phase.get("chat") == "open" else None
    if luck < 0.75:
        return "react", {"reaction": dice.choice(FRIENDLY)}
    return written(view, you, dice) if luck < 0.9 else ("ready", {"on": not you.get("ready")})


def written(view: dict[str, Any], you: dict[str, Any], dice: random.Random) -> Choice:
    """A topic for the board, a mark on one, a note, or some words to the prompt."""
    board = view.get("board", [])
    if board and dice.random() < 0.6:
        item = dice.choice(board)["n"]
        return "mark", {"item": item, "on": item not in you.get("marks", ())}
    if len(board) < len(TOPICS) and dice.random() < 0.5:
        return "add_to_board", {"text": TOPICS[len(board)]}
    if dice.random() < 0.5:
        return "write_note", {"text": dice.choice(NOTES)}
    return ("answer", {"text": dice.choice(LINES)}) if view.get("prompt") else None
