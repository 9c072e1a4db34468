"""``form_groups``: the matcher on plain files (docs/reference/group-files.md)."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.file_runs import DONE, GroupFiles, form_groups


class Command(BaseCommand):
    """Forms groups from three files; needs no database."""

    help = "Form balanced groups from students.csv, facilitators.csv and constraints.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The flags of the command."""
        parser.add_argument("--students", type=Path, required=True)
        parser.add_argument("--facilitators", type=Path, required=True)
        parser.add_argument("--constraints", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True, help="groups.csv to write")
        parser.add_argument("--previous", type=Path, help="an earlier groups.csv: keep those groups")
        share = "with --previous: write the best proposal that moves at most this share of those who stay (0: nobody)"
        parser.add_argument("--most-moved-share", type=share_of_one, help=share)
        parser.add_argument("--weights", type=Path, help="weights.json: what matters how much, before constraints.json")
        parser.add_argument("--report", type=Path, help="report.json to write")
        parser.add_argument("--seed", type=int_at_least_zero, default=1)
        parser.add_argument("--seconds", type=seconds_from_zero, default=60.0, help="wall time; decides where to stop")
        parser.add_argument("--steps", type=int_at_least_zero, help="repeat the answer of a report's steps")
        parser.add_argument("--allow-unplaced", action="store_true", help="leave out and name who cannot be placed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 when the input is refused."""
        files = GroupFiles(
            students=options["students"],
            facilitators=options["facilitators"],
            constraints=options["constraints"],
            out=options["out"],
            previous=options["previous"],
            report=options["report"],
            weights=options["weights"],
        )
        ending = form_groups(
            files,
            seed=options["seed"],
            seconds=options["seconds"],
            steps=options["steps"],
            allow_unplaced=options["allow_unplaced"],
            most_moved_share=options["most_moved_share"],
        )
        if ending.status != DONE:
            raise CommandError(ending.sentence, returncode=ending.status)
        self.stdout.write(ending.sentence)


def int_at_least_zero(text: str) -> int:
    """An argparse type: a whole number from 0."""
    if not text.isdigit():
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def seconds_from_zero(text: str) -> float:
    """An argparse type: seconds from 0 to a day."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86400:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 86400")
    return seconds


def share_of_one(text: str) -> float:
    """An argparse type: a number from 0 to 1."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ArgumentTypeError(f"{text!r} is not a share from 0 to 1")
    return share
