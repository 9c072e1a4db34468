"""The plan as a reader is shown it: titles and prompts for all, notes and signals for facilitators only."""

from collections.abc import Mapping
from typing import Any

from dialogue.state import Room
from sessions import wire


def plan_frame(room: Room, audience: str, language: str) -> wire.Plan:
    assert room.plan is not None
    phases = [phase_of(source, audience, language) for source in room.plan.source["phases"]]
    return wire.Plan(version=room.plan_version, title=room.plan.title, minutes=room.minutes, phases=phases)


def phase_of(source: Mapping[str, Any], audience: str, language: str) -> dict[str, Any]:
    words = source.get("translations", {}).get(language, {})
    shown = {
        "id": source["id"],
        "title": words.get("title", source["title"]),
        "minutes": source["minutes"],
        "mode": source.get("mode", "free"),
        "kind": source.get("kind", "content"),
        "prompt": words.get("prompt", source.get("prompt", "")),
        "plain": words.get("plain", source.get("plain", "")),
    }
    if audience == "facilitators":
        shown |= {
            "notes": source.get("notes", []),
            "min_minutes": source.get("min_minutes"),
            "if_small": source.get("if_small", ""),
        }
    return shown
