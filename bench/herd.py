"""Drivers as processes of their own: one Python process cannot speak for 8,000 people and stay on time.

What a member of the herd does is in _member.py. ``time.perf_counter`` is one clock for all processes of the machine.
"""

import contextlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.driver import Profile
from bench.measure import cpu_seconds
from bench.outcome import Outcome
from tests.support import product


@dataclass
class Herd:
    """All driver processes of a run; rooms are dealt out in turn."""

    processes: list["subprocess.Popen[str]"] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(process.pid) for process in self.processes)

    def say(self, line: str) -> None:
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(line + "\n")
            process.stdin.flush()

    def talk(self) -> None:
        self.say(json.dumps({"do": "talk"}))

    def hear(self) -> list[dict[str, Any]]:
        """One answer of each; an answer takes as long as its slowest."""
        return [answer_of(process) for process in self.processes]

    def outcome(self, since: float, until: float) -> tuple[Outcome, list[list[Any]]]:
        """What all of them saw, and every acknowledged command: session, seq."""
        self.say(json.dumps({"do": "window", "since": since, "until": until}))
        found, acked = Outcome(until - since), []
        for one in self.hear():
            merge(found, one["outcome"])
            acked += one["acked"]
        return found, acked


def answer_of(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a driver process ended early")
    answer: dict[str, Any] = json.loads(line)
    return answer


def merge(found: Outcome, one: dict[str, Any]) -> None:
    for name in ("views", "asked", "acknowledged", "hands", "lost", "cut", "latencies"):
        setattr(found, name, getattr(found, name) + one[name])
    found.shown = min(found.shown, one["shown"])
    found.refused = dict(Counter(found.refused) + Counter(one["refused"]))


@contextlib.contextmanager
def herd(rooms: Sequence[Sequence[str]], profile: Profile, drivers: int) -> Iterator[Herd]:
    """Everybody is in when this gives the herd; nobody talks yet."""
    found = Herd()
    command = [sys.executable, "-m", "bench._member"]
    try:
        for place in range(drivers):
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=product.ROOT
            )
            found.processes.append(process)
            given = {"rooms": list(rooms)[place::drivers], "profile": {**asdict(profile), "seed": profile.seed + place}}
            assert process.stdin is not None
            process.stdin.write(json.dumps(given) + "\n")
            process.stdin.flush()
        found.hear()
        yield found
        found.say(json.dumps({"do": "end"}))
        for process in found.processes:
            process.wait(timeout=30)
    finally:
        for process in found.processes:
            process.kill()
            process.wait()
