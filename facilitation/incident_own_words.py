"""What is noted about a person beside the rooms: reports made on a page, and requests to look again."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.own_data import Part
from facilitation.models import ExchangeRemoval, Incident, IncidentNote
from sessions.models import Seat


def reports_of(user: User) -> QuerySet[Incident]:
    """Made on a page; those made in a room are with its texts."""
    mine = Seat.objects.filter(dialogue_session=OuterRef("dialogue_session"), number=OuterRef("by_seat"), user=user)
    return Incident.objects.filter(Exists(mine), seq=None).order_by("at")


def appeals_of(user: User) -> QuerySet[IncidentNote]:
    return IncidentNote.objects.filter(author=user, what=IncidentNote.What.APPEAL).order_by("at")


def sentences(user: User) -> Iterator[str]:
    reports, appeals = reports_of(user).count(), appeals_of(user).count()
    if reports:
        yield ngettext(
            "%(count)d report that you made on a page is kept; coordinators read it.",
            "%(count)d reports that you made on a page are kept; coordinators read them.",
            reports,
        ) % {"count": reports}
    if appeals:
        yield ngettext(
            "You asked %(count)d time to look again at why you were taken out.",
            "You asked %(count)d times to look again at why you were taken out.",
            appeals,
        ) % {"count": appeals}


def everything(user: User) -> dict[str, Any]:
    removals = ExchangeRemoval.objects.filter(user=user).order_by("at")
    return {
        "reports": list(reports_of(user).values("dialogue_session", "at", "category", "words")),
        "appeals": list(appeals_of(user).values("at", "text")),
        "taken_out": list(removals.values("exchange", "at", "lifted_at")),
    }


PART = Part("incidents", gettext_lazy("Reports and appeals"), sentences, everything)
