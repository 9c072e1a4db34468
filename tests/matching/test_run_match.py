"""The match run as a process of its own, started by the server and found dead when it dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.servers

COHORT = """
from tests.factories import *
from matching import services
exchange = make_exchange(slug="run", status="published")
make_students(exchange, 12)
for name in ("One", "Two"):
    make_facilitator(exchange, name)
run = services.start_match(exchange, make_coordinator(exchange), seconds={seconds})
print("run", run.pk)
"""
STATE = """
from matching import services
from matching.models import MatchRun
run = services.note_dead(MatchRun.objects.get())
print("state", run.status, len(run.answer))
"""
DEAD = """
from datetime import timedelta
from matching.models import MatchRun
from matching.services import SILENT_SECONDS
run = MatchRun.objects.get()
MatchRun.objects.update(alive_at=run.alive_at - timedelta(seconds=SILENT_SECONDS))
"""


@pytest.fixture
def manage(tmp_path):
    """Runs ``manage.py`` on a database file of its own; answers its last line."""
    environment = os.environ | {"DIALOGUE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}

    def run(*words):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=settings.BASE_DIR)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    run("migrate", "--verbosity", "0")
    return run


def children():
    """Process ids of running match runs, each with its environment (which names the data folder)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if b"run_match" in (folder / "cmdline").read_bytes().split(b"\0"):
                    found.append((int(folder.name), (folder / "environ").read_bytes()))
            except OSError:  # it has just ended
                continue
    return found


def state(manage):
    return manage("shell", "--verbosity", "0", "-c", STATE).split()[1:]


def test_a_run_that_was_started_comes_to_its_end(manage):
    manage("shell", "--verbosity", "0", "-c", COHORT.format(seconds=1))
    give_up_at = time.monotonic() + 600
    while (now := state(manage))[0] == "running":
        assert time.monotonic() < give_up_at
    assert now == ["done", "2"]


def test_a_child_that_was_killed_is_noticed(manage, tmp_path):
    manage("shell", "--verbosity", "0", "-c", COHORT.format(seconds=600))
    mine = [pid for pid, environment in children() if str(tmp_path).encode() in environment]
    assert len(mine) == 1
    os.kill(mine[0], signal.SIGKILL)
    manage("shell", "--verbosity", "0", "-c", DEAD)
    assert state(manage)[0] == "failed"
