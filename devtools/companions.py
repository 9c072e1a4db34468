"""Programs that run beside the server and end with it: coturn and Janus of `./dev up --public`.

What they print holds addresses of people, so it goes into no file: the last lines stay in memory and are shown when a
program ends by itself. It is started again then, less and less often.
"""

import collections
import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

SHOWN_LINES = 6
STOP_SECONDS = 5
PATIENCE_SECONDS = (1, 2, 5, 15, 60)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent() -> None:
    """In the child, before its program: Linux ends it when we are killed without a chance to do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Companion:
    name: str
    command: list[str]
    say: Callable[[str], None]
    process: subprocess.Popen[str] | None = None
    lines: collections.deque[str] = field(default_factory=lambda: collections.deque(maxlen=SHOWN_LINES))
    failures: int = 0
    due_at: float = 0.0

    def start(self) -> None:
        """In a session of its own: Ctrl-C in the terminal reaches the server first, which still needs it."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", start_new_session=True, preexec_fn=end_with_parent,
        )  # fmt: skip
        threading.Thread(target=self.listen, args=(self.process.stdout,), daemon=True).start()

    def listen(self, output: IO[str]) -> None:
        for line in output:
            self.lines.append(line.rstrip())

    def look_after(self, now: float) -> None:
        """Starts it again when it has ended; ``now`` in seconds of time.monotonic()."""
        if self.process is not None and (status := self.process.poll()) is not None:
            wait = PATIENCE_SECONDS[min(self.failures, len(PATIENCE_SECONDS) - 1)]
            self.failures, self.due_at, self.process = self.failures + 1, now + wait, None
            self.say(f"{self.name} ended by itself (status {status}) and is started again in {wait} s:")
            for line in self.lines:
                self.say(f"    {line}")
        if self.process is None and now >= self.due_at:
            self.start()

    def end(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def run_beside(server: list[str], environment: dict[str, str], companions: list[Companion]) -> int:
    """Runs the server with its companions until it ends. Its exit status; 128 and the signal when one ended it.

    Signals to stop go to the server, which drains; a second one makes it stop at once.
    """
    running = subprocess.Popen(server, env=environment, start_new_session=True, preexec_fn=end_with_parent)
    names = (signal.SIGINT, signal.SIGTERM)
    previous = {name: signal.signal(name, lambda number, _: running.send_signal(number)) for name in names}
    try:
        while (status := running.poll()) is None:
            for companion in companions:
                companion.look_after(time.monotonic())
            time.sleep(0.2)
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
        for companion in companions:
            companion.end()
        for name, handler in previous.items():
            signal.signal(name, handler)
    return status if status >= 0 else 128 - status
