"""Small, real rows for tests: an exchange with three institutions, students, facilitators and groups.

Everything is made with the models alone, so that a test of a service never depends on another service.
"""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import User
from exchanges.models import (
    Agreement,
    Enrolment,
    Exchange,
    ExchangeRole,
    Facilitator,
    Institution,
    Participation,
    Profile,
    Qualification,
    SeriesSession,
    WorkloadItem,
)
from matching.models import Group, Membership
from sessions.models import DialogueSession, Seat

numbers = count(1)
# Programs of their own make people in one database: each counts from 1.
PROCESS = secrets.token_hex(3)
EVENINGS = "Mon 12:00-22:00;Tue 12:00-22:00;Wed 12:00-22:00;Thu 12:00-22:00;Fri 12:00-22:00"
PLACES = (
    ("leiden", "Leiden University", "NL", "Europe/Amsterdam", "nl"),
    ("cairo", "Cairo University", "EG", "Africa/Cairo", "ar"),
    ("porto", "University of Porto", "PT", "Europe/Lisbon", "pt"),
)


def make_user(name: str = "Sam", **fields: Any) -> User:
    email = fields.pop("email", f"person{next(numbers)}.{PROCESS}@example.org")
    password = fields.pop("password", None)
    return User.objects.create_user(email, password, name=name, **fields)


def make_institutions() -> list[Institution]:
    return [
        Institution.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "country": country, "timezone": zone, "languages": [language],
                      "safeguarding_contact": f"safe@{slug}.example"},
        )[0]
        for slug, name, country, zone, language in PLACES
    ]  # fmt: skip


def make_exchange(sessions: int = 8, **fields: Any) -> Exchange:
    """A TEP that conforms (remarks aside): three institutions, a signed agreement, a series and workload.

    Starts on Monday 7 September 2026 and crosses the end of summer time on 25 October.
    """
    weeks = fields.pop("weeks", sessions)
    starts_on = fields.pop("starts_on", date(2026, 9, 7))
    number = next(numbers)
    institutions = make_institutions()
    agreement = Agreement.objects.create(title=f"Agreement {number}", signed_on=date(2026, 3, 1))
    agreement.parties.set(institutions)
    values: dict[str, Any] = {
        "slug": f"exchange-{number}",
        "title": f"Exchange {number}",
        "agreement": agreement,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(weeks=weeks, days=-1),
        "credits": Decimal(3),
        "working_languages": {"en": "B1"},
        "design": {
            "outcomes": ["Listen to a view one does not share", "Explain one's own view with an example"],
            "code_of_conduct": True,
            "shared_syllabus": True,
        },
    }
    exchange = Exchange.objects.create(**(values | fields))
    for institution in institutions:
        Participation.objects.create(
            exchange=exchange, institution=institution, seats=8, recognition_route="Elective",
            educator_name=f"Educator of {institution.name}",
        )  # fmt: skip
    for n in range(1, sessions + 1):
        SeriesSession.objects.create(
            exchange=exchange, number=n, title=f"Session {n}", week=n,
            plan="opening" if n == 1 else "closing" if n == sessions else "middle",
        )  # fmt: skip
    WorkloadItem.objects.create(exchange=exchange, kind="live", hours=Decimal(2 * sessions))
    WorkloadItem.objects.create(exchange=exchange, kind="preparation", hours=Decimal(84 - 2 * sessions))
    return exchange


def make_role(exchange: Exchange, role: str, **fields: Any) -> User:
    """A person with a role: coordinator or educator. ``institution`` for whose educator it is."""
    institution = fields.pop("institution", None)
    user = make_user(role.title(), **fields)
    ExchangeRole.objects.create(exchange=exchange, user=user, role=role, institution=institution)
    return user


def make_coordinator(exchange: Exchange, **fields: Any) -> User:
    return make_role(exchange, "coordinator", **fields)


def make_student(exchange: Exchange, nth: int = 0, **fields: Any) -> Enrolment:
    """The nth student; institutions take turns. ``fields`` overrule the profile."""
    institution = make_institutions()[nth % 3]
    user = make_user(f"Student {nth + 1}", timezone=institution.timezone)
    enrolment = Enrolment.objects.create(
        exchange=exchange, user=user, institution=institution, student_number=f"s{nth + 1:03d}",
        status=fields.pop("status", Enrolment.Status.ACTIVE),
    )  # fmt: skip
    values: dict[str, Any] = {
        "country": institution.country,
        "timezone": institution.timezone,
        "first_languages": list(institution.languages),
        "work_languages": {"en": "B2"},
        "discipline": ("law", "engineering", "history")[nth // 3 % 3],
        "gender": "fm"[nth % 2],
        "availability": EVENINGS,
    }
    Profile.objects.create(enrolment=enrolment, **(values | fields))
    return enrolment


def make_students(exchange: Exchange, how_many: int, **fields: Any) -> list[Enrolment]:
    return [make_student(exchange, nth, **fields) for nth in range(how_many)]


def make_facilitator(exchange: Exchange, name: str = "Fatima", level: str = "F2", **fields: Any) -> Facilitator:
    """A facilitator with a qualification of this level that outlasts every exchange (``valid_until``)."""
    valid_until = fields.pop("valid_until", date(2099, 12, 31))
    user = fields.pop("user", None) or make_user(name)
    Qualification.objects.create(
        user=user, level=level, issuer="Training network", issued_on=date(2026, 1, 1), valid_until=valid_until
    )
    values: dict[str, Any] = {
        "country": "NL",
        "timezone": "Europe/Amsterdam",
        "languages": {"en": "C1"},
        "availability": EVENINGS,
        "max_groups": 2,
    }
    return Facilitator.objects.create(exchange=exchange, user=user, **(values | fields))


def make_group(
    exchange: Exchange, members: list[Enrolment], facilitator: Facilitator | None = None, **fields: Any
) -> Group:
    """A draft group on Mondays at 16:30 of the exchange's zone."""
    values: dict[str, Any] = {
        "name": f"G{exchange.groups.count() + 1}",
        "language": "en",
        "slot": "Mon 16:30",
        "slot_anchor": exchange.timezone,
        "facilitator": facilitator,
    }
    group = Group.objects.create(exchange=exchange, **(values | fields))
    for enrolment in members:
        Membership.objects.create(group=group, enrolment=enrolment)
    return group


def make_cohort(groups: int = 1, size: int = 6, **fields: Any) -> Exchange:
    """An exchange with published groups of ``size`` students, each led by its own facilitator."""
    exchange = make_exchange(**fields)
    students = make_students(exchange, groups * size)
    for nth in range(groups):
        facilitator = make_facilitator(exchange, f"Facilitator {nth + 1}")
        make_group(exchange, students[nth * size : (nth + 1) * size], facilitator, status=Group.Status.PUBLISHED)
    return exchange


def make_session(group: Group, number: int = 1, starts_at: datetime | None = None, **fields: Any) -> DialogueSession:
    """A scheduled session of a group with a seat for everybody in it, students first."""
    starts_at = starts_at or datetime(2026, 9, 7, 14, 30, tzinfo=UTC)
    values: dict[str, Any] = {
        "title": f"{group.name}: session {number}",
        "wall_date": starts_at.date(),
        "wall_time": time(starts_at.hour, starts_at.minute),
        "zone": "UTC",
    }
    meeting = DialogueSession.objects.create(
        exchange=group.exchange, group=group, number=number, starts_at=starts_at, **(values | fields)
    )
    members = [membership.enrolment for membership in group.memberships.filter(left_at=None)]
    people = [(one.user, "student", one.profile.country) for one in members]
    offers = ((group.facilitator, "lead"), (group.co_facilitator, "support"))
    people += [(offer.user, role, offer.country) for offer, role in offers if offer]
    for nth, (user, role, country) in enumerate(people, start=1):
        Seat.objects.create(dialogue_session=meeting, number=nth, user=user, role=role, country=country)
    return meeting
