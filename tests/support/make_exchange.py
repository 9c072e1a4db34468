"""Run as a program with a product's environment: an exchange with everything in it, and people who may or may not.

Prints JSON: {"arguments": {name of a URL argument: value}, "cookie_name", "cookies": {who: value}}.
The exchange has a published group, a draft of nothing, three held sessions that are signed, a match run, an import,
a decision and a certificate. A second exchange gives the strangers a role of their own.
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
from django.contrib.auth import login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import User  # noqa: E402
from config.demo.past import play  # noqa: E402
from exchanges.models import Enrolment, Exchange, ImportRun  # noqa: E402
from facilitation import incidents  # noqa: E402
from facilitation import services as facilitation_services  # noqa: E402
from matching.models import Change, GroupRequest, MatchRun, Step  # noqa: E402
from recognition import codes, issuing  # noqa: E402
from recognition import services as recognition_services  # noqa: E402
from recognition.services import Choice  # noqa: E402
from tests.factories import (  # noqa: E402
    make_cohort,
    make_coordinator,
    make_institutions,
    make_role,
    make_session,
    make_student,
    make_user,
)


def cookie_of(user: User) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)


def held_exchange() -> tuple[Exchange, User]:
    """Three sessions were held and signed; the first student is certified."""
    facilitation_services.load_plans(facilitation_services.shipped_plans())
    starts = now() - timedelta(weeks=4)
    exchange = make_cohort(sessions=3, starts_on=starts.date(), status=Exchange.Status.RUNNING)
    coordinator = make_coordinator(exchange)
    group = exchange.groups.get()
    assert group.facilitator is not None
    recognition_services.freeze_rules(exchange, coordinator)
    everybody = {one.enrolment.user_id for one in group.memberships.all()}
    for number in (1, 2, 3):
        meeting = make_session(group, number, starts + timedelta(weeks=number - 1))
        play(meeting, facilitation_services.plan_value(meeting).source, number, everybody)
        meeting.refresh_from_db()
        recognition_services.sign_off(meeting, group.facilitator.user, held=True, note="", attested={})
    return exchange, coordinator


def certify(exchange: Exchange, by: User, enrolment: Enrolment) -> str:
    (decision,) = recognition_services.decide(
        exchange, by, [Choice(enrolment.pk, "certified", "Seen by the coordinator.")]
    )
    return codes.shown(issuing.issue_certificate(decision, by).code)


def told() -> dict[str, Any]:
    exchange, coordinator = held_exchange()
    group = exchange.groups.get()
    assert group.facilitator is not None
    first = group.memberships.order_by("pk")[0].enrolment
    code = certify(exchange, coordinator, first)
    away = make_student(exchange, 30)  # of the same exchange, in no group
    other = make_cohort(sessions=3)
    other_group = other.groups.get()
    assert other_group.facilitator is not None
    own, foreign = make_institutions()[:2]
    people = {
        "coordinator": coordinator,
        "educator": make_role(exchange, "educator", institution=own),
        "facilitator": group.facilitator.user,
        "student": first.user,
        "student without a group": away.user,
        "coordinator of another exchange": make_coordinator(other),
        "educator of another exchange": make_role(other, "educator", institution=foreign),
        "facilitator of another exchange": other_group.facilitator.user,
        "student of another exchange": other_group.memberships.order_by("pk")[0].enrolment.user,
        "person without any part": make_user("Nobody"),
    }
    run = MatchRun.objects.create(
        exchange=exchange, started_by=coordinator, status=MatchRun.Status.FAILED, seed=1, seconds=5
    )
    imported = ImportRun.objects.create(exchange=exchange, by=coordinator, file_name="list.csv", report={})
    meeting = exchange.sessions.order_by("number")[0]
    incident = incidents.report_beside(meeting.seats.get(user=first.user), "technical", 0, "The sound was gone.")
    asked = GroupRequest.objects.create(enrolment=first, group=group, reason="I work on Mondays now.")
    change = Change.objects.create(exchange=exchange, kind="move", status="declined", answer_until=now())
    step = Step.objects.create(change=change, enrolment=first, source=group, target=group, answer="no")
    arguments = {
        "slug": exchange.slug,
        "institution": first.institution.slug,
        "key": "C6:groups_with_two_facilitators",
        "import_id": imported.pk,
        "enrolment_id": first.pk,
        "facilitator_id": group.facilitator.pk,
        "run_id": run.pk,
        "group_id": group.pk,
        "request_id": asked.pk,
        "change_id": change.pk,
        "step_id": step.pk,
        "session_id": str(meeting.pk),
        "incident_id": incident.pk,
        "verb": "no-such-verb",
        "code": code,
        "typed": code,
        "token": "no-such-token",
        "purpose": "no-such-purpose",
    }
    return {
        "arguments": arguments,
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookies": {who: cookie_of(user) for who, user in people.items()},
    }


def main(_: list[str] | None = None) -> None:
    json.dump(told(), sys.stdout)


if __name__ == "__main__":
    main()
