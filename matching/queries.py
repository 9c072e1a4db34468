"""What the pages of matching ask about runs, and who has no group."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Exchange
from matching.engine_words import in_words, progress_in_words
from matching.mend_words import MendLine, mend_line
from matching.models import MatchRun, Membership
from matching.weights import PARTS

# The parts of the quality J in words; 1 is the best that can be reached.
COMPONENTS = PARTS


def reason_lines(run: MatchRun) -> list[dict[str, object]]:
    """Why no groups are possible: ``text``, the names of the ``people`` and what would help (``mends``), the first
    cause first.
    """
    return [
        {
            "text": in_words(reason.get("cause") or reason["text"]),
            "people": reason.get("people", []),
            "mends": mend_lines(reason, run.inputs["constraints"]["slot_anchor"]),
        }
        for reason in run.report.get("reasons", [])
    ]


def mend_lines(reason: Mapping[str, Any], anchor: str) -> list[MendLine]:
    mends = enumerate(reason.get("mend", []))
    return [line for number, mend in mends if (line := mend_line(mend, anchor, number))]


def progress_text(run: MatchRun) -> str:
    return progress_in_words(run.progress_text) or _("Starting")


def unplaced(exchange: Exchange) -> list[Enrolment]:
    """Enrolled people without a place in any group."""
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).select_related("user", "institution")
    placed = Membership.objects.filter(left_at=None).values("enrolment")
    return list(there.exclude(pk__in=placed).order_by("user__name", "pk"))
