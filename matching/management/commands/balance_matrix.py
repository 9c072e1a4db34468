"""``balance_matrix``: the engine alone on a numeric matrix (docs/reference/group-files.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.file_runs import DONE, balance_matrix


class Command(BaseCommand):
    """Splits the rows of a matrix into equal groups, each like the whole; needs no database."""

    help = "Split the rows of a numeric CSV into K equal groups, each like the whole."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The flags of the command."""
        parser.add_argument("--features", type=Path, required=True, help="CSV of numbers, one row for each item")
        parser.add_argument("--groups", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True, help="labels.csv to write")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, help="about so long; without it, by the size of the matrix")
        parser.add_argument("--steps", type=int, help="repeats the answer that told these steps")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 when the input is refused."""
        ending = balance_matrix(
            options["features"],
            options["groups"],
            options["out"],
            seed=abs(options["seed"]),
            seconds=options["seconds"],
            steps=options["steps"],
        )
        if ending.status != DONE:
            raise CommandError(ending.sentence, returncode=ending.status)
        self.stdout.write(ending.sentence)
