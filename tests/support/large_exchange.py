"""An exchange of hundreds of students with draft groups: the planted answer of a made-up cohort (bench/cohorts).

Run as a program with a product's environment; prints JSON: the slug, and the cookie of a signed-in coordinator.

    python -m tests.support.large_exchange --students 600
"""

import argparse
import json
import os
import sys
from datetime import date, timedelta
from typing import Any

FIRST_NAMES = [
    "Amina",
    "Bogdan",
    "Chiara",
    "Daan",
    "Elif",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Karima",
    "Lucia",
    "Mehmet",
    "Noor",
    "Omar",
    "Paula",
    "Quirine",
    "Rami",
    "Sofia",
    "Tomek",
    "Ursula",
    "Valentina",
    "Wiktor",
    "Ximena",
    "Yasmin",
    "Zofia",
    "Anouk",
    "Basma",
    "Carlos",
    "Dalia",
    "Emre",
    "Fatou",
    "Gloria",
    "Hassan",
    "Ilaria",
    "Julia",
]
LAST_NAMES = [
    "Abbas",
    "Bakker",
    "Cohen",
    "Demir",
    "Evans",
    "Ferrari",
    "Garcia",
    "Haddad",
    "Ivanov",
    "Jansen",
    "Kaya",
    "Lopez",
    "Mensah",
    "Nowak",
    "Okafor",
    "Peeters",
    "Quispe",
    "Rossi",
    "Santos",
    "Touati",
    "Usman",
    "Visser",
    "Wojcik",
    "Xu",
    "Yilmaz",
    "Zaki",
    "Diallo",
    "Moreau",
    "Novak",
    "Silva",
]


def make_large_exchange(size: int = 600, seed: int = 1, **fields: Any) -> Any:
    """The exchange, published, with its planted groups as drafts; the same names and answers each time."""
    from bench.cohorts import Spec, make
    from exchanges.models import Exchange, SeriesSession
    from tests.factories import numbers

    cohort = make(Spec(size, seed=seed))
    rules = cohort.constraints
    number = next(numbers)
    values: dict[str, Any] = {
        "slug": f"large-{number}",
        "title": f"Large exchange {number}",
        "status": Exchange.Status.PUBLISHED,
        "timezone": "UTC",
        "starts_on": min(rules.session_weeks),
        "ends_on": max(rules.session_weeks) + timedelta(days=6),
        "working_languages": dict(rules.working_languages),
        "session_minutes": rules.session_minutes,
        "design": {"facilitator_min_level": rules.facilitator_min_level, "access_hard": list(rules.access_hard)},
    }
    values |= {name: getattr(rules, name) for name in ("size_min", "size_max", "target_min", "target_max")}
    exchange = Exchange.objects.create(**(values | fields))
    SeriesSession.objects.bulk_create(
        SeriesSession(
            exchange=exchange, number=n, title=f"Session {n}", minutes=rules.session_minutes,
            week=(monday - min(rules.session_weeks)).days // 7 + 1,
        )
        for n, monday in enumerate(rules.session_weeks, start=1)
    )  # fmt: skip
    fill(exchange, cohort)
    return exchange


def fill(exchange: Any, cohort: Any) -> None:
    from exchanges.models import Enrolment, Profile
    from matching.models import Group, Membership

    houses = make_houses(exchange, cohort)
    users = make_users(exchange, len(cohort.students) + len(cohort.facilitators))
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(exchange=exchange, user=user, institution=houses[one.institution], status="active")
        for user, one in zip(users, cohort.students, strict=False)
    )
    Profile.objects.bulk_create(profile_of(row, one) for row, one in zip(enrolments, cohort.students, strict=True))
    person = {one.id: row.pk for row, one in zip(enrolments, cohort.students, strict=True)}
    leaders = make_leaders(exchange, cohort, users[len(cohort.students) :], houses)
    rules = cohort.constraints
    exchange.keep_together = [[person[a], person[b]] for a, b in rules.keep_together]
    exchange.keep_apart = [[person[a], person[b]] for a, b in rules.keep_apart]
    exchange.save()
    groups = Group.objects.bulk_create(
        Group(
            exchange=exchange, name=f"Group {n}", language=one.language, slot=one.slot, slot_anchor=rules.slot_anchor,
            facilitator=leaders[one.facilitator_id],
        )
        for n, one in enumerate(cohort.planted, start=1)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(group=group, enrolment_id=person[member])
        for group, one in zip(groups, cohort.planted, strict=True)
        for member in one.members
    )


def make_houses(exchange: Any, cohort: Any) -> dict[str, Any]:
    from exchanges.models import Institution, Participation

    found = {}
    for one in [*cohort.students, *cohort.facilitators]:
        if one.institution and one.institution not in found:
            name = "University of " + one.institution.removeprefix("u_").title()
            found[one.institution] = Institution.objects.get_or_create(
                slug=one.institution.replace("_", "-"),
                defaults={"name": name, "country": one.country, "timezone": one.tz, "languages": ["en"],
                          "safeguarding_contact": "safe@university.example"},
            )[0]  # fmt: skip
            Participation.objects.create(exchange=exchange, institution=found[one.institution], recognition_route="-")
    return found


def make_users(exchange: Any, count: int) -> list[Any]:
    from accounts.models import User

    return User.objects.bulk_create(
        User(
            email=f"person{n}@{exchange.slug}.example",
            name=f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n // 7 % len(LAST_NAMES)]}",
            password="!",
        )
        for n in range(count)
    )


def profile_of(enrolment: Any, one: Any) -> Any:
    from exchanges.models import Profile
    from matching.engine.weeks import format_hours

    return Profile(
        enrolment=enrolment, country=one.country, timezone=one.tz, first_languages=list(one.first_languages),
        work_languages=dict(one.work_languages), discipline=one.discipline, gender=one.gender,
        availability=format_hours(one.availability), experience=int(one.experience), topics=list(one.topics),
        access_needs=list(one.access_needs), dropout_risk=one.dropout_risk,
    )  # fmt: skip


def make_leaders(exchange: Any, cohort: Any, users: list[Any], houses: dict[str, Any]) -> dict[str, Any]:
    from exchanges.models import Facilitator, Qualification
    from matching.engine.weeks import format_hours

    Qualification.objects.bulk_create(
        Qualification(user=user, level="F2", issuer="Training network", issued_on=date(2026, 1, 1),
                      valid_until=date(2030, 12, 31))
        for user in users
    )  # fmt: skip
    made = Facilitator.objects.bulk_create(
        Facilitator(
            exchange=exchange, user=user, institution=houses.get(one.institution), country=one.country,
            timezone=one.tz, languages=dict(one.languages), availability=format_hours(one.availability),
            max_groups=one.max_groups, access_skills=list(one.access_skills),
        )
        for user, one in zip(users, cohort.facilitators, strict=True)
    )  # fmt: skip
    return {one.id: row for one, row in zip(cohort.facilitators, made, strict=True)}


def main(arguments: list[str] | None = None) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    from tests.factories import make_coordinator
    from tests.support.make_live_room import cookie_of

    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=600)
    exchange = make_large_exchange(parser.parse_args(arguments).students)
    coordinator = make_coordinator(exchange, timezone="Europe/Amsterdam")
    coordinator.name = "Marieke Dekker"
    coordinator.save(update_fields=["name"])
    told = {"slug": exchange.slug, "cookie": cookie_of(coordinator), "cookie_name": settings.SESSION_COOKIE_NAME}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
