"""`./dev test [PATH ...]`: the inner loop. Without a path it runs the tests that need no server, browser or Janus."""

import os

from devtools.places import ROOT, become, called_from, environment_for_tests

FAST = ["-m", "not browser and not servers and not media", "-n", "2"]


def resolved(argument: str) -> str:
    """A path as seen from where the person stands (`path::test` included); anything else as it is."""
    path, mark, rest = argument.partition("::")
    seen = called_from() / path
    return f"{seen.resolve()}{mark}{rest}" if path and seen.exists() else argument


def main(arguments: list[str]) -> int:
    chosen = [resolved(argument) for argument in arguments] or FAST
    os.chdir(ROOT)
    return become(["-m", "pytest", *chosen], environment_for_tests())
