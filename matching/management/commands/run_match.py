"""``manage.py run_match ID``: the child process of ``matching.services.start_match``."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching import child
from matching.models import MatchRun

# The live rooms on this machine come first.
NICENESS = 10


class Command(BaseCommand):
    help = "Form the groups of a match run that was started on a page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        os.nice(NICENESS)
        try:
            done = child.run(run)
        except MatchRun.DoesNotExist as missing:
            raise CommandError(f"There is no match run {run}.", returncode=2) from missing
        self.stdout.write(f"match run {run}: {done.status}")
