"""Programs beside the server: started, looked after, and ended with it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from devtools.companions import PATIENCE_SECONDS, Companion, run_beside
from devtools.places import ROOT

STAYS = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
ENDS = [sys.executable, "-c", "print('out of luck'); raise SystemExit(3)"]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"  # nobody took its status yet


def wait_until(true: object, limit_seconds: float = 30) -> None:
    assert callable(true)
    ends_at = time.monotonic() + limit_seconds
    while not true():
        assert time.monotonic() < ends_at
        threading.Event().wait(0.02)


def test_one_that_ends_by_itself_says_why_and_is_started_again_later() -> None:
    told: list[str] = []
    companion = Companion("coturn", ENDS, told.append)
    companion.start()
    assert companion.process is not None
    companion.process.wait()
    wait_until(lambda: "out of luck" in companion.lines)
    companion.look_after(now=100.0)
    assert told[0] == "coturn ended by itself (status 3) and is started again in 1 s:"
    assert "    out of luck" in told
    assert companion.process is None
    companion.look_after(now=100.0 + PATIENCE_SECONDS[0])
    assert companion.process is not None
    companion.end()


def test_patience_grows_with_every_failure() -> None:
    told: list[str] = []
    companion = Companion("coturn", ENDS, told.append)
    for now in range(0, 1000, 100):
        companion.look_after(now)
        assert companion.process is not None
        companion.process.wait()
        companion.look_after(now)
    waits = [line.split()[-2] for line in told if "started again" in line]
    assert waits[:6] == ["1", "2", "5", "15", "60", "60"]


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_goes_to_the_server_and_all_end_with_it(ends: signal.Signals) -> None:
    companion = Companion("coturn", STAYS, lambda _: None)
    server = [sys.executable, "-c", "import signal, sys, time\n"
              "for name in (signal.SIGINT, signal.SIGTERM): signal.signal(name, lambda n, _: sys.exit(n + 50))\n"
              "time.sleep(600)"]  # fmt: skip
    pids: list[int] = []

    def stop() -> None:
        wait_until(lambda: "here" in companion.lines)
        assert companion.process is not None
        pids.append(companion.process.pid)
        os.kill(os.getpid(), ends)

    stopper = threading.Thread(target=stop)
    stopper.start()
    assert run_beside(server, dict(os.environ), [companion]) == ends + 50
    stopper.join()
    assert gone(pids[0])


def test_the_end_of_the_server_is_the_end_of_all_and_its_status_ours() -> None:
    companion = Companion("coturn", STAYS, lambda _: None)
    assert run_beside(ENDS, dict(os.environ), [companion]) == 3
    assert companion.process is None


def test_killed_without_a_word_we_take_them_with_us() -> None:
    program = (
        "import os, sys\nfrom devtools.companions import *\n"
        f"c = Companion('c', {STAYS!r}, print)\n"
        "def told(self, now, old=Companion.look_after):\n"
        "    old(self, now)\n"
        "    print(self.process.pid, flush=True)\n"
        "Companion.look_after = told\n"
        f"run_beside({STAYS!r}, dict(os.environ), [c])\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT) as ours:
        assert ours.stdout is not None
        lines = (line.strip() for line in ours.stdout)
        pid = int(next(line for line in lines if line.isdigit()))
        ours.kill()
    wait_until(lambda: gone(pid))
