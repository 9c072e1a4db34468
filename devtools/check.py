"""`./dev check`: every gate a change must pass, each named and timed, with all failing ones named at the end."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devtools.places import DEPTH, MANAGE, ROOT, environment_for_tests
from devtools.provide import GIVEN, HINTS, SERVICES, described, provide
from tests.support import migrated, services

TYPED = ["dialogue", "accounts", "exchanges", "matching", "sessions", "facilitation", "recognition", "config",
         "devtools", "dev"]  # fmt: skip
CATALOGUE_TESTS = "tests/test_catalogues.py"
# Tests of servers and browsers wait much. A worker shares its servers among all its tests; tests that share servers of
# their own stay together (tests/support/sharing.py). In the order of collection: the longest first (tests/conftest.py).
SIDE_BY_SIDE = ("-n", "3", "--dist", "loadgroup", "--no-loadscope-reorder")
REPORTS = ROOT / ".dev" / "reports"
SERVICES_OF = {
    "fast": (),
    "servers": ("redis", "postgres"),
    "browser": ("browser",),
    "media": ("redis", "postgres", "browser", "media"),
}


@dataclass
class Run:
    """One `./dev check`: what was asked, the environment of the steps, and what was seen so far."""

    without: frozenset[str] = frozenset()
    environment: dict[str, str] = field(default_factory=lambda: {DEPTH: "check", **environment_for_tests()})
    failed: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    def status(self, *arguments: str, **extra: str) -> int:
        """Exit status of `python arguments`, its output passed through."""
        command, environment = [sys.executable, *arguments], {**self.environment, **extra}
        return subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)

    def python(self, *arguments: str, **extra: str) -> bool:
        return self.status(*arguments, **extra) == 0

    def pytest(self, name: str, *arguments: str) -> bool:
        """A run without a single test is a failure too: it would prove nothing."""
        report = f"--junit-xml={REPORTS / name}.xml"
        status = self.status("-m", "pytest", "-q", "--durations=5", report, *arguments)
        if status == pytest.ExitCode.NO_TESTS_COLLECTED:
            print(f"{name}: no test was found", flush=True)
        return status == 0


# --- the steps -----------------------------------------------------------------------------------------------


def check_format(run: Run) -> bool:
    return run.python("-m", "ruff", "format", "--check", ".", "dev")


def check_lint(run: Run) -> bool:
    return run.python("-m", "ruff", "check", "--quiet", ".", "dev")


def check_types(run: Run) -> bool:
    return run.python("-m", "mypy", *(path for path in TYPED if (ROOT / path).exists()))


def check_deploy(run: Run) -> bool:
    """Django's deployment checks on the settings a real site would have. Nothing is connected to."""
    with tempfile.TemporaryDirectory(prefix="dialogue-deploy-") as folder:
        production = {
            "MODE": "production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "dialogue.example.org",
            "BASE_URL": "https://dialogue.example.org",
            "DATABASE_URL": "postgresql://dialogue:secret@127.0.0.1:5432/dialogue",
            "REDIS_URL": "redis://127.0.0.1:6379/0",
            "PROCESSES": "2",
            "MAIL_URL": "smtp://user:secret@mail.example.org:587",
            "MAIL_FROM": "exchange@example.org",
            "BEHIND_PROXY": "yes",
            "DATA_DIR": folder,
            "STATIC_ROOT": f"{folder}/static",
        }
        settings = {f"DIALOGUE_{name}": value for name, value in production.items()}
        return run.python(MANAGE, "check", "--deploy", "--fail-level", "WARNING", **settings)


def check_migrations(run: Run) -> bool:
    return run.python(MANAGE, "makemigrations", "--check", "--dry-run")


def check_messages(run: Run) -> bool:
    return run.pytest("messages", CATALOGUE_TESTS)


def check_fast(run: Run) -> bool:
    return run.pytest(
        "fast", "-m", "not browser and not servers and not media", "-n", "2", f"--ignore={CATALOGUE_TESTS}"
    )


def check_servers(run: Run) -> bool:
    return run.pytest("servers", "-m", "servers and not browser and not media", *SIDE_BY_SIDE)


def check_browser(run: Run) -> bool:
    if "browser" in run.without:
        return True
    marked = ("-m", "browser and not media")
    others = run.pytest("browser-pages", *marked, "--ignore=tests/browser")
    return run.pytest("browser", *marked, "tests/browser", *SIDE_BY_SIDE) and others


def check_media(run: Run) -> bool:
    """One after the other: four pages that encode and decode video fill two cores, and a second test would starve.

    Apart from the browser: Playwright keeps an event loop running, in which no asynchronous test can begin.
    """
    if {"media", "browser"} & run.without:
        return True
    others = run.pytest("media-servers", "-m", "media", "--ignore=tests/browser")
    return run.pytest("media", "-m", "media", "tests/browser") and others


STEPS: dict[str, Callable[[Run], bool]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "deploy": check_deploy,
    "migrations": check_migrations,
    "messages": check_messages,
    "fast": check_fast,
    "servers": check_servers,
    "browser": check_browser,
    "media": check_media,
}


# --- services ------------------------------------------------------------------------------------------------


def wanted_services(run: Run, steps: list[str]) -> list[str]:
    found = {service for step in steps for service in SERVICES_OF.get(step, ())}
    return [name for name in SERVICES if name in found and name not in run.without]


def start_services(run: Run, wanted: list[str], stack: contextlib.ExitStack) -> bool:
    """Put the URL of each wanted service into the environment of the tests. False when one is missing."""
    run.lacking = provide(wanted)
    for name in run.lacking:
        say_missing(name)
    starters = {"redis": services.redis_server, "postgres": services.postgres_server}
    for name in [name for name in wanted if name not in run.lacking]:
        if name in starters and not os.environ.get(GIVEN[name]):
            run.environment[GIVEN[name]] = stack.enter_context(starters[name]()).url
    chromium = services.chromium_program()
    if chromium:
        run.environment[GIVEN["browser"]] = str(chromium)
    run.environment["TEST_WITHOUT"] = ",".join(sorted(run.without))
    return not run.lacking


def say_missing(name: str) -> None:
    hint = f"Either {HINTS[name]}, or leave it out: ./dev check --without {name}"
    print(f"missing: {described(name)}. {hint}", flush=True)


def runs_products(steps: list[str]) -> bool:
    """Whether a step may match a cohort."""
    return any(name in SERVICES_OF for name in steps)


def compile_matcher(run: Run) -> bool:
    """Make the matcher's machine code (a minute, once), so that no test with a limit of time waits for the compiler."""
    return run.python("-m", "matching.engine.kernels")


@contextlib.contextmanager
def templates(run: Run) -> Iterator[None]:
    """A folder in which the tests of all steps share what their products start with."""
    folder = Path(tempfile.mkdtemp(prefix="dialogue-"))
    run.environment["TEST_TEMPLATES"] = str(folder)
    try:
        yield
    finally:
        migrated.forget(folder)


# --- running and reporting -----------------------------------------------------------------------------------


def timed(run: Run, name: str, step: Callable[[], bool]) -> None:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    try:
        passed = step()
    except services.ServiceFailed as failure:
        print(failure, flush=True)
        passed = False
    seconds = time.monotonic() - started
    run.lines.append(f"  {'ok    ' if passed else 'FAILED'} {name:<11} {seconds:6.1f} s")
    if not passed:
        run.failed.append(name)


def run_steps(run: Run, steps: list[str]) -> None:
    REPORTS.mkdir(parents=True, exist_ok=True)
    for report in REPORTS.glob("*.xml"):
        report.unlink()
    with contextlib.ExitStack() as stack:
        stack.enter_context(templates(run))
        wanted = wanted_services(run, steps)
        if wanted:
            timed(run, "services", lambda: start_services(run, wanted, stack))
        if runs_products(steps):
            timed(run, "kernels", lambda: compile_matcher(run))
        for name in steps:
            timed(run, name, lambda step=STEPS[name]: step(run))  # type: ignore[misc]


def counted_tests() -> dict[str, int]:
    """Totals over all pytest runs of this check, from their reports."""
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in REPORTS.glob("*.xml"):
        for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 (pytest wrote it a moment ago)
            for key in totals:
                totals[key] += int(suite.get(key, 0))
    return totals


def summary(run: Run) -> str:
    lines = ["", "== summary", *run.lines]
    if run.without:
        lines.append(f"not proven (left out on request): {', '.join(sorted(run.without))}")
    lines.append(f"failed: {', '.join(run.failed)}" if run.failed else "all steps passed")
    counts = counted_tests()
    broken = counts["failures"] + counts["errors"]
    if counts["tests"]:
        passed = counts["tests"] - broken - counts["skipped"]
        lines.append(f"{passed} passed, {broken} failed, {counts['skipped']} skipped")
    return "\n".join(lines)


def service_names(text: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if unknown := names - set(SERVICES):
        raise ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SERVICES)}")
    return names


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="./dev check", description="Everything a change must pass.")
    made.add_argument("--without", type=service_names, default=frozenset(), metavar=",".join(SERVICES),
                      help="leave out the tests that need these; the summary says what was not proven")  # fmt: skip
    made.add_argument("--only", action="append", choices=list(STEPS), metavar="STEP",
                      help=f"only this step (may be repeated): {', '.join(STEPS)}")  # fmt: skip
    return made


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    run = Run(without=options.without)
    run_steps(run, [name for name in STEPS if not options.only or name in options.only])
    print(summary(run), flush=True)
    return 1 if run.failed else 0
