"""What a match run starts from: the enrolled people as the group files of docs/reference/group-files.md.

Kept with the run, so that anybody can repeat it with ``manage.py form_groups`` and get the same groups.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Exchange, Facilitator
from exchanges.queries import facilitator_lines
from exchanges.weeks import monday_of_week
from matching.errors import NotReady
from matching.readiness import faults, in_short

STUDENT_COLUMNS = (
    *("student_id", "institution", "country", "tz", "first_languages", "work_languages", "discipline", "gender"),
    *("availability", "experience", "topics", "access_needs", "dropout_risk"),
)
FACILITATOR_COLUMNS = (
    *("facilitator_id", "institution", "country", "tz", "languages", "availability", "max_groups", "access_skills"),
)
# Fewer levels than a group needs would let a facilitator lead in a language they hardly speak.
FACILITATOR_LEVEL = "B2"
GAP_MINUTES = 30


class Inputs(TypedDict):
    """The three files as text (constraints as values). Ids: "s" and an enrolment's key, "f" and a facilitator's."""

    students: str
    facilitators: str
    constraints: dict[str, Any]


def inputs_of(exchange: Exchange) -> Inputs:
    """Raises ``NotReady`` with what is missing."""
    students = list(students_of(exchange))
    facilitators = leaders_of(exchange)
    refuse_unready(exchange, students, facilitators)
    return {
        "students": as_csv(STUDENT_COLUMNS, map(student_row, students)),
        "facilitators": as_csv(FACILITATOR_COLUMNS, map(facilitator_row, facilitators)),
        "constraints": constraints_of(exchange),
    }


def students_of(exchange: Exchange) -> QuerySet[Enrolment]:
    """Everybody to place: enrolled, not withdrawn, with a profile."""
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).filter(profile__isnull=False)
    return there.select_related("profile", "institution", "user").order_by("pk")


def leaders_of(exchange: Exchange) -> list[Facilitator]:
    """Those who may lead a group to the last day of the exchange."""
    return [line.offer for line in facilitator_lines(exchange, now().date()) if line.may_lead]


def refuse_unready(exchange: Exchange, students: Sequence[Enrolment], facilitators: Sequence[Facilitator]) -> None:
    if exchange.starts_on is None:
        raise NotReady(why=_("the exchange has no first day."))
    if not exchange.series.exists():
        raise NotReady(why=_("the series has no sessions."))
    if not exchange.working_languages:
        raise NotReady(why=_("the exchange has no working language."))
    if not students:
        raise NotReady(why=_("there are no students with a profile."))
    if not facilitators:
        raise NotReady(why=_("no facilitator has a qualification that holds to the last day."))
    if found := faults(exchange, students, facilitators):
        raise NotReady(why=in_short(found))


def session_weeks(exchange: Exchange) -> list[date]:
    """Mondays of the weeks in which groups meet."""
    if exchange.starts_on is None:
        return []
    weeks = sorted(set(exchange.series.values_list("week", flat=True)))
    return [monday_of_week(exchange.starts_on, week) for week in weeks]


def constraints_of(exchange: Exchange) -> dict[str, Any]:
    """The rules; what has no column comes from ``Exchange.design`` under the same name."""
    longest = max(exchange.series.values_list("minutes", flat=True), default=exchange.session_minutes)
    extra = exchange.design
    return {
        "size_min": exchange.size_min,
        "size_max": exchange.size_max,
        "target_min": exchange.target_min,
        "target_max": exchange.target_max,
        "session_minutes": longest,
        "start_grid_minutes": 30,
        "min_institutions": int(extra.get("min_institutions", 2)),
        "min_countries": int(extra.get("min_countries", 2)),
        "working_languages": exchange.working_languages,
        "facilitator_min_level": extra.get("facilitator_min_level", FACILITATOR_LEVEL),
        "facilitator_gap_minutes": int(extra.get("facilitator_gap_minutes", GAP_MINUTES)),
        "access_hard": list(extra.get("access_hard", [])),
        "session_weeks": [monday.isoformat() for monday in session_weeks(exchange)],
        # The wall time of the exchange's own zone is kept over a clock change (sessions/scheduling.py).
        "slot_anchor": exchange.timezone,
        "keep_together": [[student_id(a), student_id(b)] for a, b in exchange.keep_together],
        "keep_apart": [[student_id(a), student_id(b)] for a, b in exchange.keep_apart],
    }


def binary_share(share: float) -> float:
    """To the nearest 64th. A risk that is the same for all must not look like a difference: the mean of many 0.1 is
    not 0.1 in binary arithmetic, and the matcher would spread that error over the groups as if it were people.
    """
    return round(share * 64) / 64


def student_id(pk: int) -> str:
    return f"s{pk}"


def student_row(enrolment: Enrolment) -> list[str]:
    profile = enrolment.profile
    return [
        student_id(enrolment.pk),
        enrolment.institution.slug,
        profile.country,
        profile.timezone,
        ";".join(profile.first_languages),
        languages_cell(profile.work_languages),
        profile.discipline,
        profile.gender,
        profile.availability,
        str(profile.experience),
        ";".join(profile.topics),
        ";".join(profile.access_needs),
        str(binary_share(profile.dropout_risk)),
    ]


def facilitator_row(offer: Facilitator) -> list[str]:
    return [
        f"f{offer.pk}",
        offer.institution.slug if offer.institution else "",
        offer.country,
        offer.timezone,
        languages_cell(offer.languages),
        offer.availability,
        str(offer.max_groups),
        ";".join(offer.access_skills),
    ]


def languages_cell(languages: dict[str, str]) -> str:
    return ";".join(f"{code}:{level}" for code, level in sorted(languages.items()))


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
