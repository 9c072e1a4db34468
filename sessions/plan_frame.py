"""The plan as a reader is shown it: titles and prompts for all, notes and signals for facilitators only.

Each phase is in the reader's language where the plan has it, else in the plan's own; ``also`` has the other languages.
"""

from collections.abc import Mapping
from typing import Any, cast

from dialogue.state import Room
from sessions import wire
from sessions.wire_views import PlanPhase

SHOWN_WORDS = ("title", "prompt", "plain")


def plan_frame(room: Room, audience: str, language: str) -> wire.Plan:
    assert room.plan is not None
    source = room.plan.source
    own = str(source.get("language", "en"))
    phases = [phase_of(phase, audience, own, language) for phase in source["phases"]]
    return wire.Plan(version=room.plan_version, title=room.plan.title, minutes=room.minutes, phases=phases)


def phase_of(source: Mapping[str, Any], audience: str, own: str, language: str) -> PlanPhase:
    """``own``: the language the plan is written in."""
    spoken = {own: words_of(source)} | {code: words_of(words) for code, words in source.get("translations", {}).items()}
    shown_in = language if language in spoken else own
    shown = {
        "id": source["id"],
        "language": shown_in,
        **spoken.pop(shown_in),
        "minutes": source["minutes"],
        "mode": source.get("mode", "free"),
        "kind": source.get("kind", "content"),
        "also": spoken,
    }
    if audience == "facilitators":
        shown |= {
            "notes": source.get("notes", []),
            "min_minutes": source.get("min_minutes"),
            "if_small": source.get("if_small", ""),
        }
    return cast(PlanPhase, shown)


def words_of(source: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(source.get(name, "")) for name in SHOWN_WORDS}
