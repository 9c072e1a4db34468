"""`rehearse`: live rooms with tickets for load clients, or with simulated people who sit down at once."""

import asyncio
import csv
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from dialogue.plan import usable
from sessions.rehearsals import Ticket, make_room, tickets_of
from sessions.simulation import sit_down

ROOMS_MOST, SEATS_MOST = 20_000, 12
# A plan of one long free phase with a queue: what a load test and a practising facilitator need.
PLAN = {
    "id": "rehearsal",
    "title": "Rehearsal",
    "phases": [
        {
            "id": "open",
            "title": "Open dialogue",
            "minutes": 120,
            "mode": "free",
            "queue": {"order": "first_time_first", "turn_seconds": 60},
            "chat": "open",
            "prompt": "What does an ordinary Wednesday look like for you?",
            "plain": "Tell about a normal Wednesday.",
        }
    ],
}


class Command(BaseCommand):
    help = "Makes rehearsal rooms, opens them live, and gives one ticket a seat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rooms", type=int, default=1)
        parser.add_argument("--seats", type=int, default=8, help="seats in each room, facilitators among them")
        parser.add_argument("--facilitators", type=int, default=1, help="how many of the seats lead or support")
        parser.add_argument("--tickets", type=Path, help="write one ticket a seat here; else simulated people sit down")
        parser.add_argument("--servers", default=settings.BASE_URL.replace("http", "ws", 1), help="ws://a,ws://b")
        parser.add_argument("--minutes", type=int, default=120, help="planned length of the session")
        parser.add_argument("--plan", type=Path, help="a plan file (docs/reference/plan-file.md); else one open phase")
        parser.add_argument("--clock-factor", type=int, default=1, help="the plan's clock runs so many times faster")

    def handle(self, *args: Any, **options: Any) -> None:
        self.refuse_bad(options)
        servers = [server.strip().rstrip("/") for server in options["servers"].split(",")]
        plan = self.plan_of(options["plan"])
        tickets: list[Ticket] = []
        for number in range(1, options["rooms"] + 1):
            students = options["seats"] - options["facilitators"]
            clock = {"minutes": options["minutes"], "clock_factor": options["clock_factor"]}
            made = make_room(number, students, options["facilitators"], plan, **clock)
            tickets += tickets_of(made, servers)
        if options["tickets"]:
            write_tickets(options["tickets"], tickets)
            self.stdout.write(f"{options['rooms']} rooms are live; {len(tickets)} tickets in {options['tickets']}")
        else:
            self.stdout.write(f"{options['rooms']} rooms are live; people sit down. Stop with Ctrl-C.")
            asyncio.run(sit_down([ticket.ws_url for ticket in tickets], settings.BASE_URL))

    def refuse_bad(self, options: dict[str, Any]) -> None:
        for name, least, most in (
            ("rooms", 1, ROOMS_MOST),
            ("seats", 1, SEATS_MOST),
            ("facilitators", 0, options["seats"]),
            ("minutes", 1, 240),
            ("clock_factor", 1, 600),
        ):
            if not least <= options[name] <= most:
                self.refuse(f"--{name.replace('_', '-')} must be {least} to {most}, not {options[name]}.")
        tickets: Path | None = options["tickets"]
        if tickets and not tickets.resolve().parent.is_dir():
            self.refuse(f"There is no folder {tickets.resolve().parent} for the tickets.")

    def plan_of(self, path: Path | None) -> Mapping[str, Any]:
        if path is None:
            return PLAN
        try:
            plan = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            self.refuse(f"The plan {path} cannot be read: {error}.")
        if not isinstance(plan, Mapping) or not usable(plan):
            self.refuse(f"The room cannot follow the plan {path}.")
        return plan

    def refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(f"{sentence} Nothing was made.")
        raise SystemExit(2)


def write_tickets(path: Path, tickets: list[Ticket]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["session_id", "seat", "role", "ws_url"])
        writer.writerows([t.session_id, t.seat, t.role, t.ws_url] for t in tickets)
