"""What one person is told of the own talk time afterwards: a fraction in words, the method, how sure it is.

Nobody else is told: not facilitators after the session, not coordinators, not educators, and no certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dialogue.talk import SLOTS_PER_SECOND
from dialogue.talk_bands import MEASURED_LEAST, Measured, certainty, portion
from sessions.models import Seat, TalkFigure, TalkMethod
from sessions.talk.queries import Figures, measured_of
from sessions.talk.words import CERTAINTY_WORDS, PORTION_WORDS


@dataclass(frozen=True)
class Mirror:
    """``share``: percent for the picture, 0 to 100 in steps of five; None where nothing may be shown."""

    line: str
    certainty: str
    coverage_percent: int
    share: int | None = None


def mirrors_of(user: User) -> dict[UUID, Mirror]:
    """Session -> what this person may know, of every session in which anything was measured."""
    seats = dict(Seat.objects.filter(user=user, role="student").values_list("dialogue_session_id", "number"))
    figures: dict[UUID, Figures] = {}
    told = (TalkMethod.DECODED, TalkMethod.WITNESSES)
    # Where the server measured by itself, that comes last and holds.
    rows = TalkFigure.objects.filter(dialogue_session__in=seats, method__in=told).order_by("-method")
    students = set(Seat.objects.filter(dialogue_session__in=seats, role="student").values_list(*SEAT))
    for row in rows:
        if (row.dialogue_session_id, row.seat) in students:
            figures.setdefault(row.dialogue_session_id, {})[row.seat] = measured_of(row)
    return {one: mirror(found, seats[one]) for one, found in figures.items() if seats[one] in found}


SEAT = ("dialogue_session_id", "number")


def mirror(figures: Figures, seat: int) -> Mirror:
    own = figures[seat]
    sure, covered = certainty(own), round(own.coverage * 100)
    if sure == "low":
        return Mirror(_("Too little of your sound reached the others to say how much you spoke."), words(sure), covered)
    known = [one for one in figures.values() if one.is_known]
    talk = sum(one.talk for one in known)
    if len(known) < MEASURED_LEAST or not talk:
        return Mirror(minutes_line(own), words(sure), covered)
    share = own.talk / talk
    return Mirror(str(PORTION_WORDS[portion(share)]), words(sure), covered, in_fives(share))


def words(certain: str) -> str:
    return str(CERTAINTY_WORDS[certain])


def in_fives(share: float) -> int:
    return round(share * 20) * 5


def minutes_line(own: Measured) -> str:
    """Whole minutes up to five, then in fives: what was measured is no better than that."""
    minutes = own.talk / SLOTS_PER_SECOND / 60
    if minutes < 1:
        return _("You spoke for less than a minute.")
    rounded = round(minutes) if minutes < 5 else round(minutes / 5) * 5
    told = ngettext("You spoke for about %(minutes)d minute.", "You spoke for about %(minutes)d minutes.", rounded)
    return told % {"minutes": rounded}


def own_figures(user: User) -> list[dict[str, Any]]:
    """For the download of one's own data: every figure of this person's seats."""
    seats: Iterable[tuple[UUID, int]] = Seat.objects.filter(user=user).values_list(*SEAT)
    fields = ("dialogue_session", "method", "version", "talk_slots", "covered_slots", "unmuted_slots", "witnesses")
    found = TalkFigure.objects.none()
    for one, number in seats:
        found = found | TalkFigure.objects.filter(dialogue_session_id=one, seat=number)
    return list(found.values(*fields))
