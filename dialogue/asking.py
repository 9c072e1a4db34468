"""What every command is; the commands themselves are in dialogue/commands.py, which brings those of other files."""

import re
from dataclasses import dataclass
from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Command:
    """Asked by a person through an open socket. Every command is a frozen dataclass."""

    seat: int

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


def do_of(command: type[Command]) -> str:
    """The name on the wire: RaiseHand -> raise_hand."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()
