"""A facilitator's own prompt on every screen."""

from typing import Any

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room
from dialogue.streams import counted, next_number
from dialogue.values import replace


@decides(ask.ShowPrompt)
def show_prompt(draft: Draft, command: ask.ShowPrompt) -> None:
    """Without words the prompt of the plan, opened again on each screen."""
    words = command.text.strip()
    refuse(len(words) > ask.PROMPT_CHARACTERS_MOST, "too_long")
    refuse(not words and draft.room.phase is None, "no_plan")
    n = next_number(draft.room, "prompt") if words else 0
    draft.add(ev.PromptShown(command.seat, n, len(words), words))


@applies(ev.PromptShown)
def prompt_shown(room: Room, event: ev.PromptShown, at: float) -> Room:
    room = counted(room, "prompt", event.n) if event.n else room
    return replace(room, prompt=event.n, prompt_at=at)


def own_prompt(room: Room) -> int:
    """Number of the facilitator's prompt that is on the screens, 0 for the plan's: the next phase brings its own."""
    since = room.running.started_at if room.running else 0.0
    return room.prompt if room.prompt_at is not None and room.prompt_at >= since else 0


def has_prompt(room: Room) -> bool:
    return room.phase is not None or own_prompt(room) > 0


def prompt_view(room: Room) -> dict[str, Any] | None:
    """``n``: as ``own_prompt``; ``at``: when it came up, so that each screen opens it then. None: no prompt."""
    if not has_prompt(room):
        return None
    since = room.running.started_at if room.running else 0.0
    return {"n": own_prompt(room), "at": max(since, room.prompt_at or 0.0)}
