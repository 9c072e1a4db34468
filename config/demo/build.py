"""Builds the demo exchange once: institutions, import of the messy rosters, groups, plans, past sessions."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import OutboxMail, User
from config.demo.past import play
from exchanges import queries as exchange_queries
from exchanges import services as exchange_services
from exchanges.facilitators import add_facilitator, add_qualification, parse_languages
from exchanges.imports import import_people
from exchanges.models import Exchange, Institution
from exchanges.services import SeriesRow
from facilitation import services as facilitation_services
from matching import services as matching_services
from matching.models import Group, MatchRun
from recognition.issuing import issue_certificate, print_certificate
from recognition.services import Choice, decide, sign_off
from sessions.models import DialogueSession, Seat

SLUG = "demo"
PASSWORD = "welcome-to-the-demo"  # noqa: S105  (only ever set in the embedded demo, and printed at the start)
STUDENT, FACILITATOR, COORDINATOR = "student@demo.example", "facilitator@demo.example", "coordinator@demo.example"
# The same files as the tests of the import: two delimiters, two encodings, a workbook, duplicates, wrong zones.
ROSTERS = settings.BASE_DIR / "tests" / "fixtures" / "roster"
SESSIONS, PAST_SESSIONS = 8, 7
MATCH_SECONDS = 4
SERIES = ("opening", "middle", "middle", "difficult", "middle", "difficult", "middle", "closing")


def build(today: date) -> Exchange:
    """The demo exchange. Every step looks first whether it is done, so that a stopped build goes on where it was."""
    exchange = Exchange.objects.filter(slug=SLUG).first() or begin(today)
    if not exchange.groups.filter(status=Group.Status.PUBLISHED).exists():
        form_groups(exchange)
    tell_who_signs_in(exchange)
    for number, meeting in enumerate(past_meetings(exchange)):
        if meeting.state == DialogueSession.State.SCHEDULED:
            play(meeting, facilitation_services.plan_value(meeting).source, number, reliable())
    sign_and_certify(exchange)
    # The demo's people do not exist: nobody is to be mailed.
    OutboxMail.objects.filter(sent_at=None).delete()
    return exchange


@transaction.atomic
def begin(today: date) -> Exchange:
    facilitation_services.load_plans(facilitation_services.shipped_plans())
    exchange = design(coordinator(), today)
    people(exchange)
    accept_remarks(exchange)
    return exchange


def accept_remarks(exchange: Exchange) -> None:
    by = User.objects.get(email=COORDINATOR)
    for row in exchange_queries.checklist(exchange).rows:
        if row.finding.level == "warn":
            exchange_services.accept_remark(
                exchange, by, row.finding.key, "Agreed by the three partners for this demo."
            )


def coordinator() -> User:
    return User.objects.create_user(
        COORDINATOR, PASSWORD, name="Marieke Dekker", timezone="Europe/Amsterdam", language="en"
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def design(by: User, today: date) -> Exchange:
    starts_on = monday(today) - timedelta(weeks=PAST_SESSIONS)
    exchange = exchange_services.create_exchange(
        by,
        title="Voices across the Mediterranean",
        slug=SLUG,
        summary="Eight weeks of facilitated dialogue between students of the Netherlands, Italy and Egypt.",
        kind=Exchange.Kind.TEP,
        timezone="Europe/Amsterdam",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=SESSIONS, days=-1),
        working_languages={"en": "B1"},
        session_minutes=120,
        design=EXTRA,
    )
    for facts in json.loads((ROSTERS / "institutions.json").read_text()):
        part = exchange_services.create_institution(exchange, by, **institution_facts(facts))
        change_part(exchange, by, part.institution)
    exchange_services.sign_agreement(
        exchange,
        by,
        title="Virtual exchange agreement",
        reference="VE-2026-01",
        signed_on=starts_on - timedelta(days=60),
    )
    rows = [SeriesRow(f"Session {n}", n, 120, plan) for n, plan in enumerate(SERIES, start=1)]
    facilitation_services.set_series(exchange, by, rows)
    exchange_services.set_workload(exchange, by, WORKLOAD, Decimal(3))
    return exchange


EXTRA = {
    "outcomes": [
        "Explain a view one does not share so that its holder would agree",
        "Recognise how one's own background shapes what one finds normal",
        "Lead and follow a conversation in a group of several countries",
    ],
    "code_of_conduct": True,
    "shared_syllabus": True,
}
WORKLOAD = {"live": Decimal(16), "preparation": Decimal(24), "reflection": Decimal(16), "assignment": Decimal(28)}


def institution_facts(facts: dict[str, Any]) -> dict[str, Any]:
    known = {field.name for field in Institution._meta.get_fields()}
    hours = {"IT": Decimal(25), "NL": Decimal(28)}.get(facts["country"], Decimal(28))
    contact = f"safeguarding@{facts['slug']}.example"
    return {k: v for k, v in facts.items() if k in known} | {"hours_per_credit": hours, "safeguarding_contact": contact}


def change_part(exchange: Exchange, by: User, institution: Institution) -> None:
    exchange_services.add_institution(
        exchange,
        by,
        institution,
        seats=24,
        educator_name=EDUCATORS.get(institution.country, "A. Educator"),
        recognition_route="Elective space, by the exchange coordinator of the faculty",
        awards_credit=institution.country != "EG",
    )


EDUCATORS = {"NL": "Dr. Anke Postma", "IT": "Prof. Giulia Ferri", "EG": "Dr. Salma Nabil"}


def people(exchange: Exchange) -> None:
    by = User.objects.get(email=COORDINATOR)
    for name, slug in (
        ("noorderzee.csv", "noorderzee"),
        ("valdarno.csv", "valdarno"),
        ("nile-delta.xlsx", "nile-delta"),
    ):
        import_people(exchange, (ROSTERS / name).read_bytes(), name, by=by, dry_run=False, institution=slug)
    with (ROSTERS / "facilitators.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            facilitator(exchange, by, row)


def facilitator(exchange: Exchange, by: User, row: dict[str, str]) -> None:
    offer = add_facilitator(
        exchange,
        by,
        name=row["facilitator_id"].replace(".", " ").title(),
        email=f"{row['facilitator_id']}@facilitators.example",
        country=row["country"],
        timezone=row["tz"],
        languages=parse_languages(row["languages"]),
        availability=row["availability"],
        max_groups=int(row["max_groups"]),
        access_skills=[skill for skill in row["access_skills"].split(";") if skill],
        institution=exchange.institutions.filter(slug=row["institution"]).first(),
    )
    issued = (exchange.starts_on or date.today()) - timedelta(days=120)  # noqa: DTZ011
    add_qualification(offer.user, by, level="F2", issuer="Facilitation training", issued_on=issued)


def form_groups(exchange: Exchange) -> None:
    """The matcher runs in a child process, as always: this process holds sockets and never loads scikit-learn."""
    by = User.objects.get(email=COORDINATOR)
    if exchange.status == Exchange.Status.DESIGN:
        exchange_services.publish_exchange(exchange, by)
    run = matching_services.prepare_match(exchange, by, seed=1, seconds=MATCH_SECONDS)
    matching_services.launch(run).wait(timeout=120)
    run.refresh_from_db()
    if run.status != MatchRun.Status.DONE:
        raise RuntimeError(f"the demo's groups could not be formed: {run.report}")
    matching_services.accept_run(run, by)
    facilitation_services.publish(exchange, by)
    exchange_services.start_exchange(exchange, by)


def focus_group(exchange: Exchange) -> Group:
    """The group of the demo sign-ins."""
    return exchange.groups.filter(status=Group.Status.PUBLISHED).order_by("pk")[0]


def tell_who_signs_in(exchange: Exchange) -> None:
    if User.objects.filter(email=STUDENT).exists():
        return
    group = focus_group(exchange)
    member = group.memberships.order_by("pk")[0].enrolment.user
    assert group.facilitator is not None
    for user, email in ((member, STUDENT), (group.facilitator.user, FACILITATOR)):
        user.email = email
        user.set_password(PASSWORD)
        user.save()
    exchange.enrolments.update(status="active")


def reliable() -> set[int]:
    """Who misses nothing: the demo student, so that the certificate can be seen."""
    return {User.objects.get(email=STUDENT).pk}


def past_meetings(exchange: Exchange) -> list[DialogueSession]:
    """Sessions 1 to 7 of each group."""
    meetings = list(exchange.sessions.filter(number__lte=PAST_SESSIONS).order_by("group", "number"))
    return [meeting for meeting in meetings if meeting.starts_at < datetime.now(tz=UTC) - timedelta(hours=3)]


def sign_and_certify(exchange: Exchange) -> None:
    """Facilitators signed all but the newest session; the demo student has met the rule and holds a certificate."""
    open_ones = exchange.sessions.filter(state=DialogueSession.State.ENDED, number__lt=PAST_SESSIONS)
    for meeting in open_ones:
        sign_off(meeting, lead_of(meeting), note="A good conversation.")
    student = exchange.enrolments.get(user__email=STUDENT)
    if not student.decisions.exists():
        by = User.objects.get(email=COORDINATOR)
        for decision in decide(exchange, by, [Choice(student.pk)]):
            print_certificate(issue_certificate(decision, by))


def lead_of(meeting: DialogueSession) -> User:
    seat = meeting.seats.select_related("user").get(role=Seat.Role.LEAD)
    assert seat.user is not None
    return seat.user
