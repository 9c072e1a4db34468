"""What the room is compared with: servers that speak just enough of the wire, without log and rules.

Each is started as `python -m bench.floors.NAME --port N --view BYTES --you BYTES --yous NUMBER`. `hello` is answered
with `welcome`, `beat` with `beat`. A command is answered with the frames that the room sends for it, in number and
size: `ok` to the sender, a view to everybody; for `say` the line to everybody, for a hand a changed `you` to so many
people as had one in the room (`--yous`, on average). `--line 0 --yous 0`: views and acknowledgements only.
"""

import time
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

WELCOME = '{"kind":"welcome","resume":null}'


@dataclass(frozen=True, slots=True)
class Mix:
    """The frames of a command: bytes of a view and of a `you`, how many `you` a hand changes, lines or not."""

    view: int
    you: int
    yous: float
    line: bool

    def arguments(self) -> list[str]:
        return [
            "--view",
            str(self.view),
            "--you",
            str(self.you),
            "--yous",
            str(self.yous),
            "--line",
            str(int(self.line)),
        ]


def options() -> tuple[int, Mix]:
    """Port and mix from the command line."""
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--view", type=int, required=True)
    parser.add_argument("--you", type=int, default=0)
    parser.add_argument("--yous", type=float, default=0.0)
    parser.add_argument("--line", type=int, default=0)
    given = parser.parse_args()
    return given.port, Mix(given.view, given.you, given.yous, bool(given.line))


class Frames:
    """Texts of the frames of a room; each costs one formatting, as little as a server can do."""

    def __init__(self, mix: Mix) -> None:
        self.mix, self.seq, self.owed = mix, 0, 0.0
        self.view_head, self.view_tail = padded("view", mix.view)
        self.you_head, self.you_tail = padded("you", mix.you)

    def ok(self, frame: dict[str, Any]) -> str:
        self.seq += 1
        return f'{{"kind":"ok","id":"{frame["id"]}","seq":{self.seq}}}'

    def view(self) -> str:
        return f"{self.view_head}{self.seq}{self.view_tail}"

    def line(self, frame: dict[str, Any]) -> str:
        """Empty when the command is no line of chat, or lines are left out."""
        if not self.mix.line or frame["do"] != "say":
            return ""
        line = f'{{"n":{self.seq},"from":1,"text":"{frame["text"]}","at":{time.time():.3f}}}'
        return f'{{"kind":"lines","seq":{self.seq},"audience":"all","lines":[{line}]}}'

    def yous(self, frame: dict[str, Any]) -> int:
        """How many people have a changed `you` by this command: whole numbers, the given mean in the long run."""
        if frame["do"] == "say":
            return 0
        self.owed += self.mix.yous
        whole = int(self.owed)
        self.owed -= whole
        return whole

    def you(self) -> str:
        return f"{self.you_head}{self.seq}{self.you_tail}"


def padded(kind: str, size: int) -> tuple[str, str]:
    """Text before and after the seq of a frame of about ``size`` bytes."""
    before, after = f'{{"kind":"{kind}","seq":', ',"pad":"'
    return before, after + "v" * max(0, size - len(before) - len(after) - 6) + '"}'


def beat(frame: dict[str, Any], seq: int) -> str:
    return f'{{"kind":"beat","seq":{seq},"sent":{frame["sent"]},"now":{time.time():.3f}}}'
