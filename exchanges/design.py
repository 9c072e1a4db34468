"""The figures of an exchange as stored, for ``definition.check``.

``Exchange.design`` holds what has no column of its own: ``outcomes`` (list of sentences), ``code_of_conduct``,
``shared_syllabus``, ``without_video`` (true or false), ``recorded_hours`` (decimal as text), ``max_per_class``,
``classes`` ({institution slug: classes}), ``examiners`` (user ids), and ``group_work`` and ``holidays``
(lists of {"first", "last", "title"} with ISO dates).
"""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from exchanges import figures
from exchanges.models import Enrolment, Exchange, Facilitator, Qualification, SeriesSession


def design_of(exchange: Exchange, moment: figures.Moment = "publish") -> figures.Design:
    """Reads the database, judges nothing. Before matching there are no groups and the pool is checked."""
    extra = exchange.design
    return figures.Design(
        kind=cast(figures.Kind, exchange.kind),
        moment=moment,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        sessions=_sessions(exchange),
        group_work=_spans(extra.get("group_work", [])),
        holidays=_spans(extra.get("holidays", [])),
        groups=_group_rule(exchange),
        partners=_partners(exchange),
        educators=_educators(exchange),
        facilitators=_facilitators(exchange),
        outcomes=tuple(extra.get("outcomes", [])),
        workload=tuple(figures.WorkloadItem(item.kind, item.hours) for item in exchange.workload.all()),
        credits=exchange.credits,
        recorded_hours=Decimal(extra.get("recorded_hours", 0)),
        code_of_conduct=bool(extra.get("code_of_conduct")),
        shared_syllabus=bool(extra.get("shared_syllabus")),
        agreement_signed=bool(exchange.agreement and exchange.agreement.signed_on),
    )


def day_of(exchange: Exchange, planned: SeriesSession) -> date:
    """The day that stands for a session before groups have their own: same weekday as the first day.

    Without a first day the weeks count from 1 January of year 1, so that gaps and weeks are still right.
    """
    return (exchange.starts_on or date.min) + timedelta(weeks=max(0, planned.week - 1))


def _sessions(exchange: Exchange) -> tuple[figures.PlannedSession, ...]:
    video = not exchange.design.get("without_video")
    planned = sorted(exchange.series.all(), key=lambda one: (one.week, one.number))
    return tuple(
        figures.PlannedSession(date=day_of(exchange, one), minutes=one.minutes, video=video, tags=frozenset(one.tags))
        for one in planned
    )


def _spans(stored: list[dict[str, Any]]) -> tuple[figures.DateSpan, ...]:
    return tuple(
        figures.DateSpan(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one.get("title", ""))
        for one in stored
    )


def _group_rule(exchange: Exchange) -> figures.GroupRule:
    return figures.GroupRule(
        size_min=exchange.size_min,
        size_max=exchange.size_max,
        target_min=exchange.target_min,
        target_max=exchange.target_max,
        max_per_class=exchange.design.get("max_per_class"),
    )


def _partners(exchange: Exchange) -> tuple[figures.Partner, ...]:
    """Students who are enrolled; before anybody is, the seats that the institution was given."""
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN)
    enrolled = Counter(there.values_list("institution_id", flat=True))
    classes = exchange.design.get("classes", {})
    return tuple(
        figures.Partner(
            name=part.institution.name,
            country=part.institution.country,
            students=enrolled[part.institution_id] if enrolled else part.seats,
            classes=int(classes.get(part.institution.slug, 1)),
            hours_per_credit=part.institution.hours_per_credit,
            recognition_route=part.recognition_route,
        )
        for part in exchange.participations.select_related("institution").order_by("institution__name")
    )


def _educators(exchange: Exchange) -> tuple[figures.Educator, ...]:
    parts = exchange.participations.select_related("institution").exclude(educator_name="")
    return tuple(figures.Educator(part.educator_name, part.institution.country) for part in parts)


def _facilitators(exchange: Exchange) -> tuple[figures.Facilitator, ...]:
    offers = list(exchange.facilitators.select_related("user"))
    names = Counter(str(offer.user) for offer in offers)
    examiners = set(exchange.design.get("examiners", []))
    found = []
    for offer in offers:
        held = best_qualification(offer)
        name = str(offer.user) if names[str(offer.user)] == 1 else f"{offer.user} ({offer.user.email})"
        found.append(
            figures.Facilitator(
                name=name,
                level=held.level if held else "",
                valid_until=held.valid_until if held else None,
                max_groups=offer.max_groups,
                examiner=offer.user_id in examiners,
            )
        )
    return tuple(found)


def best_qualification(offer: Facilitator) -> Qualification | None:
    """The one that counts on the last day of the exchange: of those still valid the highest, else the newest."""
    held = list(offer.user.qualifications.all())
    until = offer.exchange.ends_on
    valid = [one for one in held if until is None or one.valid_until >= until]
    if valid:
        return max(valid, key=lambda one: (one.level, one.valid_until))
    return max(held, key=lambda one: one.valid_until, default=None)
