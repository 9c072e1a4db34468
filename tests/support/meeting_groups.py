"""Two published groups that meet from the Monday after next, and somebody who waits: for a browser story.

Run as a program with a product's environment; prints JSON.

    python -m tests.support.meeting_groups
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from exchanges.models import Enrolment, Exchange  # noqa: E402
from facilitation import services as facilitation_services  # noqa: E402
from tests.factories import (  # noqa: E402
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_group,
    make_student,
    make_students,
)
from tests.support.make_exchange import cookie_of  # noqa: E402

SIZE = 6


def told() -> dict[str, Any]:
    """Both groups are full, so that somebody who wants to change must swap."""
    facilitation_services.load_plans(facilitation_services.shipped_plans())
    monday = now().date() + timedelta(days=14 - now().weekday())
    exchange = make_exchange(
        sessions=4, status=Exchange.Status.PUBLISHED, starts_on=monday, target_min=4, target_max=SIZE, size_max=SIZE
    )
    students = make_students(exchange, 2 * SIZE)
    make_group(exchange, students[:SIZE], make_facilitator(exchange, "Fatima"), name="Group 1")
    make_group(exchange, students[SIZE:], make_facilitator(exchange, "Giulia"), name="Group 2", slot="Tue 16:30")
    coordinator = make_coordinator(exchange)
    facilitation_services.publish(exchange, coordinator)
    late = make_student(exchange, 2 * SIZE)
    people = {"coordinator": coordinator, "late": late.user} | {name_of(one): one.user for one in students}
    return {
        "slug": exchange.slug,
        "late": late.pk,
        "groups": list(exchange.groups.order_by("pk").values_list("pk", flat=True)),
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookies": {who: cookie_of(user) for who, user in people.items()},
    }


def name_of(enrolment: Enrolment) -> str:
    return str(enrolment.user)


def main(_: list[str] | None = None) -> None:
    json.dump(told(), sys.stdout)


if __name__ == "__main__":
    main()
