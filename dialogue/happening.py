"""What every event is; the events themselves are in dialogue/events.py, which brings those of other files with it."""

from dataclasses import dataclass
from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Event:
    """Every event is a frozen dataclass."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


@dataclass(frozen=True, slots=True)
class Happened:
    """``seq`` grows by one per event of a session; ``at`` is server time, seconds since 1970 UTC."""

    seq: int
    at: float
    event: Event
