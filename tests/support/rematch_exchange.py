"""A published exchange of 120 students after some left and others came late; one of those fits no group.

Run as a program with a product's environment; prints JSON: the slug, and the cookie of a signed-in coordinator.
"""

import argparse
import json
import os
import sys
from datetime import timedelta
from typing import Any

RARE_HOURS = "Sun 03:00-05:00"


def make_rematch_exchange(size: int = 120, seed: int = 1) -> tuple[Any, str]:
    """The exchange, and the name of the late joiner who is free at a rare hour."""
    from django.utils.timezone import now

    from bench.cohorts import Spec, make
    from bench.cohorts.changes import leave_and_join
    from exchanges.models import Enrolment
    from matching.models import Group, Membership
    from tests.support.large_exchange import make_large_exchange

    exchange = make_large_exchange(size, seed)
    cohort = make(Spec(size, seed))
    change = leave_and_join(cohort, seed)
    rows = dict(zip((s.id for s in cohort.students), exchange.enrolments.order_by("pk"), strict=True))
    left, late = [[rows[one] for one in names] for names in (change.left, change.joined)]
    inside = Membership.objects.filter(group__exchange=exchange)
    inside.filter(enrolment__in=late).delete()
    inside.filter(enrolment__in=left).update(left_at=now())
    Enrolment.objects.filter(pk__in=[one.pk for one in left]).update(status="withdrawn", withdrawn_at=now())
    exchange.groups.update(status=Group.Status.PUBLISHED, published_at=now())
    monday = now().date() + timedelta(days=14 - now().weekday())
    exchange.starts_on, exchange.ends_on = monday, monday + timedelta(weeks=10)
    exchange.save()
    rare = late[0]
    rare.profile.availability, rare.profile.timezone = RARE_HOURS, "UTC"
    rare.profile.save()
    return exchange, str(rare.user)


def main(arguments: list[str] | None = None) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    from tests.factories import make_coordinator
    from tests.support.make_live_room import cookie_of

    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=120)
    exchange, rare = make_rematch_exchange(parser.parse_args(arguments).students)
    coordinator = make_coordinator(exchange, timezone="Europe/Amsterdam")
    told = {
        "slug": exchange.slug, "rare": rare,
        "cookie": cookie_of(coordinator), "cookie_name": settings.SESSION_COOKIE_NAME,
    }  # fmt: skip
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
