"""What a browser story cannot do through pages: make the first account, let a night or some weeks pass.

Run as a program with a product's environment; prints JSON.

    python -m tests.support.story_world staff --email c@uni.example --name "Marieke Dekker" --password ...
    python -m tests.support.story_world morning           # delivers every mail as if it were noon for everybody
    python -m tests.support.story_world moves --exchange SLUG
    python -m tests.support.story_world group --exchange SLUG
    python -m tests.support.story_world weeks --exchange SLUG --group 3 --reliable 12 13 --starts-in 240
"""

import argparse
import json
import os
import sys
from datetime import UTC, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts import outbox  # noqa: E402
from accounts.models import User  # noqa: E402
from config.demo.past import play  # noqa: E402
from exchanges.models import Exchange  # noqa: E402
from facilitation.services import plan_value  # noqa: E402
from matching.checks import Rules, members_of  # noqa: E402
from matching.models import Group  # noqa: E402
from sessions.models import DialogueSession  # noqa: E402


def staff(options: argparse.Namespace) -> dict[str, Any]:
    user = User.objects.create_user(
        options.email, options.password, name=options.name, is_staff=True, timezone="Europe/Amsterdam", language="en"
    )
    return {"id": user.pk}


def morning(_: argparse.Namespace) -> dict[str, Any]:
    """Mail rests while its reader sleeps; at noon of tomorrow (UTC) nobody of the story does."""
    noon = (now() + timedelta(days=1)).replace(hour=12, minute=0)
    sent = 0
    while done := outbox.deliver_due(noon):
        sent += done.sent
        if not done.sent:
            break
    return {"sent": sent}


def moves(options: argparse.Namespace) -> dict[str, Any]:
    """One move of a student that no rule forbids, one that only soft rules ask about, one that hard rules forbid."""
    exchange = Exchange.objects.get(slug=options.exchange)
    rules, groups = Rules(exchange), list(exchange.groups.filter(status=Group.Status.DRAFT).order_by("pk"))
    members = {group.pk: list(members_of(group)) for group in groups}
    found: dict[str, Any] = {}
    for source in groups:
        for one in members[source.pk]:
            for target in groups:
                if target.pk != source.pk:
                    left = [other for other in members[source.pk] if other.pk != one.pk]
                    broken = rules.broken(source, left) + rules.broken(target, [*members[target.pk], one])
                    kind = "forbidden" if any(b.hard for b in broken) else "asked" if broken else "free"
                    move = {"student": one.pk, "name": str(one.user), "source": source.pk, "target": target.pk}
                    found.setdefault(kind, move)
    return found


def group(options: argparse.Namespace) -> dict[str, Any]:
    """The first published group: its students, its lead, its sessions."""
    chosen = Group.objects.filter(exchange__slug=options.exchange, status=Group.Status.PUBLISHED).order_by("pk")[0]
    assert chosen.facilitator is not None
    students = [one.enrolment.user for one in chosen.memberships.filter(left_at=None).order_by("pk")]
    return {
        "id": chosen.pk,
        "name": chosen.name,
        "lead": person(chosen.facilitator.user),
        "students": [person(user) for user in students],
        "sessions": [str(one.pk) for one in chosen.sessions.order_by("number")],
    }


def person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": user.name, "email": user.email}


def weeks(options: argparse.Namespace) -> dict[str, Any]:
    """The weeks of the exchange are over but for one session of the group, which starts in a few minutes."""
    exchange = Exchange.objects.get(slug=options.exchange)
    own = list(exchange.sessions.filter(group=options.group).order_by("number"))
    starts = now().replace(microsecond=0) + timedelta(seconds=options.starts_in)
    move_back(exchange, starts - own[-1].starts_at)
    for number, meeting in enumerate(own[:-1]):
        meeting.refresh_from_db()
        play(meeting, plan_value(meeting).source, seed=number + 1, reliable=set(options.reliable))
    own[-1].refresh_from_db()
    seats = {seat.user.email: seat.number for seat in own[-1].seats.select_related("user") if seat.user}
    return {"sessions": [str(one.pk) for one in own], "path": f"/sessions/{own[-1].pk}/", "seats": seats}


def outsider(options: argparse.Namespace) -> dict[str, Any]:
    """A student of the last published group."""
    groups = Group.objects.filter(exchange__slug=options.exchange, status=Group.Status.PUBLISHED)
    return person(groups.order_by("-pk")[0].memberships.filter(left_at=None).order_by("pk")[0].enrolment.user)


@transaction.atomic
def move_back(exchange: Exchange, shift: timedelta) -> None:
    for meeting in DialogueSession.objects.filter(exchange=exchange):
        meeting.starts_at += shift
        local = meeting.starts_at.astimezone(UTC)
        meeting.wall_date, meeting.wall_time, meeting.zone = local.date(), local.time(), "UTC"
        meeting.save(update_fields=["starts_at", "wall_date", "wall_time", "zone"])
    days = [meeting.starts_at.date() for meeting in DialogueSession.objects.filter(exchange=exchange)]
    exchange.starts_on = min(days) - timedelta(days=min(days).weekday())
    exchange.ends_on = max(days) + timedelta(days=6 - max(days).weekday())
    exchange.save(update_fields=["starts_on", "ends_on"])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    acts = parser.add_subparsers(required=True)
    for act, options in (
        (staff, ("--email", "--name", "--password")),
        (morning, ()),
        (moves, ("--exchange",)),
        (group, ("--exchange",)),
        (outsider, ("--exchange",)),
        (weeks, ("--exchange",)),
    ):
        one = acts.add_parser(act.__name__)
        one.set_defaults(act=act)
        for option in options:
            one.add_argument(option, required=True)
        if act is weeks:
            one.add_argument("--group", type=int, required=True)
            one.add_argument("--reliable", type=int, nargs="+", default=[])
            one.add_argument("--starts-in", type=int, default=240, help="seconds")
    given = parser.parse_args(arguments)
    json.dump(given.act(given), sys.stdout)


if __name__ == "__main__":
    main()
