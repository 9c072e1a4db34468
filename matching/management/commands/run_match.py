"""``manage.py run_match ID``: the child process of ``matching.services.start_match``."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.models import MatchRun
from matching.signs import signs_of_life

# The live rooms on this machine come first: before the search, not before its signs of life (a thread of its own).
NICENESS = 10


class Command(BaseCommand):
    help = "Form the groups of a match run that was started on a page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        with signs_of_life(run):
            self.stdout.write(f"match run {run}: {compute(run).status}")


def compute(run: int) -> MatchRun:
    """Loads the engine only here: on a busy machine that takes so long that the run would be given up for dead."""
    from matching import child

    os.nice(NICENESS)
    try:
        return child.run(run)
    except MatchRun.DoesNotExist as missing:
        raise CommandError(f"There is no match run {run}.", returncode=2) from missing
