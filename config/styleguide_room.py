"""Made-up people and states for /styleguide/room/."""

from typing import Any


def room_context(query: Any) -> dict[str, Any]:
    return {}
