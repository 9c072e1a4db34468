"""What all benchmarks share when they run: saying how far they are, leaving on a signal, saving the result."""

import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run_as_program(main: Callable[[list[str]], int]) -> None:
    """A stop signal becomes an exit, so that the servers are stopped on the way."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    sys.exit(main(sys.argv[1:]))


def save(name: str | None, found: dict[str, Any], text: str) -> None:
    if name:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
        (RESULTS / f"{name}.md").write_text(text)


def machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


# -- tables ----------------------------------------------------------------------------------------------------


def columns(rows: Sequence[Sequence[str]]) -> str:
    """For a terminal: the first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """The same in Markdown."""
    head, *body = rows
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
