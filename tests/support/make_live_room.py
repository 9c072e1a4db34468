"""Run as a program with a product's environment: makes sessions with seats and prints how to sign in as each.

    python -m tests.support.make_live_room --starts-in 300 --students 2 --plan opening

Prints a JSON list of {"id": ..., "path": "/sessions/.../", "people": [{"seat", "name", "role", "cookie"}]}; with
``--series`` also "exchange" (its slug) and "coordinator" (the cookie).
"""

import argparse
import json
import os
import secrets
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import yaml  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import User  # noqa: E402
from dialogue import commands as ask  # noqa: E402
from dialogue import server_commands as server  # noqa: E402
from dialogue.room import decide, replay  # noqa: E402
from facilitation.models import Plan, SessionPlan  # noqa: E402
from facilitation.services import load_plans, shipped_plans  # noqa: E402
from sessions import ground_rules, log  # noqa: E402
from sessions.models import DialogueSession, Seat  # noqa: E402
from sessions.rooms import open_room  # noqa: E402
from sessions.tickets import ticket_for  # noqa: E402
from tests.factories import make_coordinator, make_exchange, make_group  # noqa: E402
from tests.factories import make_session as make_session_of  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = (
    ("Amira Ben Salah", "ah-MEE-ra", "TN"), ("Jonas de Wit", "YO-nas", "NL"), ("ليلى حداد", "LAY-la", "LB"),
    ("Chiara Moretti", "kee-AH-ra", "IT"), ("Yassine Trabelsi", "", "TN"), ("Sofie van den Berg", "", "NL"),
    ("Karim Mansour", "", "EG"), ("Giulia Conti", "", "IT"), ("Mariam Fawzi", "", "EG"), ("Pieter Smit", "", "NL"),
    ("Rania Khoury", "", "LB"), ("Luca Ferri", "", "IT"),
)  # fmt: skip
FACILITATORS = (("Noor Haddad", "noor", "LB", "lead"), ("Daan Visser", "", "NL", "support"))
CAPTIONER = ("Cara Lind", "", "", "captioner")
INTERPRETER = ("Imre Vos", "", "", "interpreter")


def make_person(number: int, name: str, spoken: str) -> User:
    return User.objects.create_user(
        f"person{number}-{User.objects.count()}@example.org",
        name=name,
        name_spoken=spoken,
        timezone="Europe/Amsterdam",
        language="en",
    )


def cookie_of(user: User) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)


def series(starts: datetime) -> dict[str, Any]:
    """An exchange with one group, whose seven later sessions are planned too."""
    load_plans(shipped_plans())
    exchange = make_exchange(8, slug=f"exchange-{secrets.token_hex(4)}")
    group = make_group(exchange, [], name="Group Cedar")
    email = f"coordinator-{exchange.slug}@example.org"
    make_coordinator(exchange, email=email, timezone="Europe/Amsterdam", language="en")
    for number in range(2, 9):
        make_session_of(group, number, starts + timedelta(weeks=number - 1))
    return {"exchange": exchange, "group": group}


@transaction.atomic
def make_session(options: argparse.Namespace) -> DialogueSession:
    starts = now() + timedelta(seconds=options.starts_in)
    made = DialogueSession.objects.create(
        title="Arriving as a group",
        wall_date=starts.date(), wall_time=starts.time().replace(microsecond=0), zone="UTC",
        starts_at=starts, minutes=120, **(series(starts) if options.series else {}),
    )  # fmt: skip
    wanted = [(*row, "student") for row in STUDENTS[: options.students]]
    wanted += (
        [CAPTIONER] * options.captioner
        + [INTERPRETER] * options.interpreter
        + list(FACILITATORS[: options.facilitators])
    )
    stored = Plan.objects.filter(slug=options.plan).order_by("version").last()  # none for a file of the test's own
    if options.series and stored is not None:
        SessionPlan.objects.create(dialogue_session=made, plan=stored)
    for number, (name, spoken, country, role) in enumerate(wanted, start=1):
        user = make_person(number, name, spoken)
        Seat.objects.create(dialogue_session=made, number=number, user=user, role=role, country=country)
        if not options.new_people:
            ground_rules.agree(user, made, {"captions": options.captions_yes})
    plan = yaml.safe_load((ROOT / "facilitation/plans" / f"{options.plan}.yaml").read_text(encoding="utf-8"))
    open_room(made, plan, clock_factor=options.clock_factor)
    if options.phase is not None:
        go_through(made, plan, options)
    return made


def go_through(made: DialogueSession, plan: dict[str, Any], options: argparse.Namespace) -> None:
    """A past: live, and now ``options.into`` seconds into the phase number ``options.phase``, two minutes late."""
    lead = made.seats.get(role="lead").number
    lasted = [phase["minutes"] * 60 for phase in plan["phases"][: options.phase]]
    if lasted:
        lasted[-1] += 120
    at = time.time() - options.into - sum(lasted)
    happen(made, server.Connect(lead, "past", "past", "past"), at - 60)
    happen(made, ask.StartSession(lead), at)
    for seconds in lasted:
        at += seconds
        happen(made, ask.NextPhase(lead), at)
    happen(made, ask.Leave(lead), at)


def happen(made: DialogueSession, command: server.AnyCommand, at: float) -> None:
    """As ``sessions.rooms.act``, at a moment of one's own."""
    rows = log.read_rows(made.pk)
    events = decide(replay(row.happened() for row in rows), command, at)
    tip = (len(rows), rows[-1].hash)
    log.append_one(log.Append(made.pk, log.rows_for(made.pk, tip, round(at, 3), events, None, "")))


def told(made: DialogueSession) -> dict[str, Any]:
    seats = made.seats.select_related("user").order_by("number")
    people = [
        {
            "seat": seat.number,
            "name": str(seat.user),
            "role": seat.role,
            "cookie": cookie_of(seat.user),
            "socket": f"/ws/rooms/{made.pk}/?ticket={ticket_for(made.pk, seat.number)}",
        }
        for seat in seats
        if seat.user is not None
    ]
    path = reverse("dialogue_sessions:room", args=[made.pk])
    told = {"id": str(made.pk), "path": path, "cookie_name": settings.SESSION_COOKIE_NAME, "people": people}
    if made.exchange is not None:
        coordinator = made.exchange.roles.get(role="coordinator").user
        told |= {"exchange": made.exchange.slug, "coordinator": cookie_of(coordinator)}
    return told


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--starts-in", type=float, default=300, help="seconds")
    parser.add_argument("--students", type=int, default=2)
    parser.add_argument("--facilitators", type=int, default=1)
    parser.add_argument("--captioner", action="store_true", help="a captioner, between students and facilitators")
    parser.add_argument("--interpreter", action="store_true", help="an interpreter, at the same place")
    parser.add_argument("--captions-yes", action="store_true", help="all said yes to captions made by a program")
    parser.add_argument("--series", action="store_true", help="one of eight sessions of a group in an exchange")
    parser.add_argument("--plan", default="opening")
    parser.add_argument("--clock-factor", type=int, default=1, help="the plan's clock runs so many times faster")
    parser.add_argument("--phase", type=int, help="already live, in the phase with this index")
    parser.add_argument("--into", type=float, default=0, help="seconds since that phase began")
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--new-people", action="store_true", help="who have not agreed to the ground rules yet")
    options = parser.parse_args(arguments)
    json.dump([told(make_session(options)) for _ in range(options.rooms)], sys.stdout)


if __name__ == "__main__":
    main()
