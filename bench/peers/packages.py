"""The peers' packages: installed into the environment by the benchmark only, from the hashed lock."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from bench.running import say
from devtools.places import ROOT, load_dev

LOCK = ROOT / "requirements" / "bench.txt"
WANTED = ("k_means_constrained", "ortools")


def make_sure() -> list[str]:
    """Install what is missing; the names of what could not be had (those peers are left out, and told)."""
    if missing():
        dev = load_dev()
        uv = dev.find_uv() or dev.bootstrap_uv([sys.executable])
        say(f"installing {', '.join(missing())} for the comparison")
        if uv is not None:
            command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--require-hashes", "-r", str(LOCK)]
            subprocess.call(command, cwd=ROOT)
        importlib.invalidate_caches()
    return missing()


def missing() -> list[str]:
    return [name for name in WANTED if importlib.util.find_spec(name) is None]
