"""Writes on plans, and publishing groups: the one act that joins groups, sessions, plans and mail."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.timezone import now

from accounts import links, mail, outbox
from accounts.audit import record
from accounts.models import OutboxMail, SignInLink, User
from dialogue import plan as room_plan
from exchanges import services as exchange_services
from exchanges.models import Exchange, SeriesSession
from exchanges.services import SeriesRow
from facilitation import queries
from facilitation.errors import PlanMissing, RoomAlreadyOpened
from facilitation.models import Plan, SessionPlan
from facilitation.plan_file import body_of, read_plan
from matching import changes
from matching import services as matching_services
from matching.models import Group
from sessions import scheduling
from sessions.models import DialogueSession

SHIPPED = Path(__file__).resolve().parent / "plans"
FIRST_PLAN = "opening"
# What each stage of the arc works on (criterion C8 of the definition): the tags of a session with such a plan.
STAGE_TAGS = {
    "opening": ("identity", "agreement"),
    "middle": ("perspective_taking", "empathy"),
    "difficult": ("constructive_talk", "perspective_taking"),
    "closing": ("critical_reflection", "closing_reflection"),
}


def shipped_plans() -> list[Path]:
    return sorted(SHIPPED.glob("*.yaml"))


@transaction.atomic
def load_plans(paths: Iterable[Path]) -> list[tuple[Plan, bool]]:
    """Stores plan files, all or none. Returns each plan with whether it is new. Raises ``PlanFileInvalid``."""
    return [store_plan(path.read_bytes(), path.name) for path in paths]


@transaction.atomic
def store_plan(source: bytes, file_name: str) -> tuple[Plan, bool]:
    """A plan that changed becomes the next version: what a session followed stays as it was that day."""
    body = body_of(read_plan(source, file_name))
    newest = Plan.objects.filter(slug=body["id"]).order_by("-version").first()
    if newest and newest.body == body:
        return newest, False
    version = newest.version + 1 if newest else 1
    return Plan.objects.create(
        slug=body["id"], version=version, title=body["title"], stage=body["stage"], body=body
    ), True


def current_plan(slug: str) -> Plan:
    """The newest version. Raises ``PlanMissing``."""
    newest = Plan.objects.filter(slug=slug).order_by("-version").first()
    if newest is None:
        raise PlanMissing(plan=slug)
    return newest


def attach_plan(meeting: DialogueSession, plan: Plan | None = None) -> SessionPlan:
    """Fixes which plan a session follows: the one given, else the newest version of what its series names.

    A session that has a plan keeps it unless another is given. Raises ``PlanMissing``.
    """
    held = SessionPlan.objects.filter(dialogue_session=meeting).select_related("plan").first()
    if held and plan is None:
        return held
    chosen = plan or current_plan(planned_slug(meeting))
    return SessionPlan.objects.update_or_create(dialogue_session=meeting, defaults={"plan": chosen})[0]


def attach_plans(exchange: Exchange, meetings: Sequence[DialogueSession]) -> None:
    """The same for many sessions of an exchange at once, the newest version for each that has none."""
    of_exchange = SessionPlan.objects.filter(dialogue_session__exchange=exchange)
    held = set(of_exchange.values_list("dialogue_session_id", flat=True))
    planned = dict(exchange.series.values_list("number", "plan"))
    without = {one: planned.get(one.number, FIRST_PLAN) for one in meetings if one.pk not in held}
    newest = {slug: current_plan(slug) for slug in sorted(set(without.values()))}
    SessionPlan.objects.bulk_create(
        SessionPlan(dialogue_session=one, plan=newest[slug]) for one, slug in without.items()
    )


def planned_slug(meeting: DialogueSession) -> str:
    planned = SeriesSession.objects.filter(exchange=meeting.exchange_id, number=meeting.number).first()
    return planned.plan if planned else FIRST_PLAN


def plan_value(meeting: DialogueSession) -> room_plan.Plan:
    """The plan as the room wants it, to hand down when the room is first opened. Raises ``PlanMissing``."""
    return room_plan.plan_from(attach_plan(meeting).plan.body)


@transaction.atomic
def set_series(exchange: Exchange, by: User, rows: Sequence[SeriesRow]) -> list[SeriesSession]:
    """The series with the tags of each plan.

    Raises ``PlanMissing``, ``GroupsPublished``, ``SeriesInvalid``, ``Frozen``.
    """
    matching_services.refuse_published(exchange)
    tagged = [
        SeriesRow(row.title, row.week, row.minutes, row.plan, STAGE_TAGS.get(current_plan(row.plan).stage, ()))
        for row in rows
    ]
    return exchange_services.set_series(exchange, by, tagged)


@transaction.atomic
def publish(exchange: Exchange, by: User) -> list[Group]:
    """Publishes the draft groups: sessions, seats and plans are made, everybody gets one mail. All or nothing.

    Raises what ``matching.services.publish_groups`` and ``sessions.scheduling.schedule_groups`` raise, ``PlanMissing``.
    """
    groups = matching_services.publish_groups(exchange, by)
    attach_plans(exchange, scheduling.schedule_groups(groups))
    at = now().isoformat()
    by_person = queries.meetings_by_person(exchange)
    outbox.post_all(
        [
            dates_parcel(exchange, person, meetings, f"{outbox_key(exchange)}{at}:{person.pk}")
            for person, meetings in by_person.items()
            if person.is_active
        ]
    )
    return groups


def outbox_key(exchange: Exchange) -> str:
    return f"groups:{exchange.pk}:"


def post_dates(exchange: Exchange, person: User, meetings: Sequence[DialogueSession], key: str) -> None:
    """One mail with every date in the reader's zone; its link signs in and leads to the first session."""
    if person.is_active:
        outbox.post_all([dates_parcel(exchange, person, meetings, key)])


def dates_parcel(exchange: Exchange, person: User, meetings: Sequence[DialogueSession], key: str) -> outbox.Parcel:
    words = mail.write(
        "facilitation/mail/dates.txt", person, exchange=exchange, meetings=meetings, link=outbox.LINK_MARK
    )
    link = links.fresh(person, SignInLink.Purpose.INVITATION, f"/sessions/{meetings[0].pk}/", now())
    return outbox.Parcel(key, person.email, words, link)


@transaction.atomic
def undo_publish(exchange: Exchange, by: User) -> list[Group]:
    """Takes publishing back: drafts again, sessions gone, unsent mails stopped, who was mailed is told.

    Raises ``RoomAlreadyOpened`` once anybody was in a room of these groups.
    """
    published = exchange.groups.filter(status=Group.Status.PUBLISHED)
    if queries.opened_sessions(exchange).exists():
        raise RoomAlreadyOpened
    people = queries.meetings_by_person(exchange)
    changes.cancel_all(exchange, by)
    scheduling.unschedule(*published)
    groups = matching_services.unpublish_groups(exchange, by)
    stop_mails(exchange, people)
    record(by, "group.undo_publish", exchange, people=len(people))
    return groups


def stop_mails(exchange: Exchange, people: Iterable[User]) -> None:
    """Mails that are still here are not sent; who got one gets a second that takes it back."""
    posted = OutboxMail.objects.filter(key__startswith=outbox_key(exchange))
    posted.filter(sent_at=None, failed_at=None).update(failed_at=now(), last_error="publishing was undone")
    told = dict(posted.exclude(sent_at=None).values_list("to", "key"))
    for person in people:
        if person.email in told and person.is_active:
            words = mail.write("facilitation/mail/taken_back.txt", person, exchange=exchange)
            outbox.post(f"back:{told[person.email]}", person.email, words.subject, words.body, words.language)
