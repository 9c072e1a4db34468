"""What the room's page shows before the first frame of the socket comes: names, times, state, addresses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.consents import Purpose
from accounts.models import User
from accounts.queries import consents_in
from dialogue.state import SPEAKING_ROLES
from dialogue.views import audience_of
from sessions import ground_rules, kept_words
from sessions.care_words import REPORT_CATEGORIES
from sessions.models import DialogueSession, Seat
from sessions.own_captions import may_be_captioned
from sessions.people import names_of
from sessions.room_words import WORDS
from sessions.talk.queries import is_measured

State = DialogueSession.State
# The lobby opens this long before the start; the log of a room may say otherwise and then rules.
LOBBY_MINUTES = 15
# Pages of higher floors that the end of a session leads to, by name: this floor does not import them.
OWN_RECORD, SIGN_OFF = "recognition:own_record", "recognition:sign_off"
REPORT, APPEAL = "facilitation:report", "facilitation:appeal"
FIRST_STATUS = {State.ENDED: "ended", State.EVIDENCE_CLOSED: "ended", State.CANCELLED: "refused"}


def room_page(seat: Seat) -> dict[str, Any]:
    """The context of the page of this seat (docs/explanation/design-system.md, "The room")."""
    meeting = seat.dialogue_session
    leads = audience_of(seat.role) == "facilitators"
    return {
        "room": {
            "title": meeting.title,
            "eyebrow": eyebrow(meeting),
            "when": when(meeting),
            "facilitators": facilitators(seat),
            **addresses(meeting, leads),
            "measure_url": measure_url(seat),
        },
        "state": {
            "status": FIRST_STATUS.get(State(meeting.state), "connecting"),
            "role": seat.role,
            "facilitator": "yes" if leads else "no",
            "measured": is_measured(seat),
            **ending(meeting),
        },
        "report_categories": list(REPORT_CATEGORIES.items()),
        "kept": kept_words.earlier_words(meeting),
        "setup": setup(seat),
        "words": WORDS,
    }


def is_over(meeting: DialogueSession) -> bool:
    """Nothing to go into any more: the page only says so."""
    return State(meeting.state) in FIRST_STATUS


def entry_page(seat: Seat) -> dict[str, Any]:
    """The context of the page before the first entry. ``asks`` is empty for who has answered everything."""
    meeting, user = seat.dialogue_session, seat.user
    assert user is not None
    answered = ground_rules.is_answered(user, meeting)
    return {
        "room": {"title": meeting.title, "eyebrow": eyebrow(meeting), "when": when(meeting), "id": meeting.pk},
        "name": user.name,
        "spoken": user.name_spoken,
        "asks": None if answered else {"rules": ground_rules.RULES, "presence": ground_rules.PRESENCE},
        "choices": () if answered else choices_of(user, meeting),
    }


def choices_of(user: User, meeting: DialogueSession) -> list[tuple[Purpose, bool]]:
    """Each free choice, and whether yes stands for it now."""
    states = {state.purpose: state.granted for state in consents_in(user, ground_rules.scope_of(meeting))}
    return [(purpose, states.get(purpose, False)) for purpose in ground_rules.CHOICES]


def setup(seat: Seat) -> dict[str, Any]:
    """What the scripts start with. Times are seconds since 1970."""
    meeting = seat.dialogue_session
    return {
        "session": str(meeting.pk),
        "socket": f"/ws/rooms/{meeting.pk}/",
        "seat": seat.number,
        "role": seat.role,
        "facilitator": audience_of(seat.role) == "facilitators",
        "title": meeting.title,
        "opens_at": opens_at(meeting).timestamp(),
        "starts_at": meeting.starts_at.timestamp(),
        "state": meeting.state,
        "zone": timezone.get_current_timezone_name(),
        "language": get_language(),
        "names": names_of(meeting.pk),
        "captions": may_be_captioned(seat),
    }


def opens_at(meeting: DialogueSession) -> datetime:
    return meeting.starts_at - timedelta(minutes=LOBBY_MINUTES)


def eyebrow(meeting: DialogueSession) -> str:
    """Where in the series we are: "Session 3 of 8 · Group Cedar"."""
    if meeting.group is None:
        return str(meeting.get_kind_display()).capitalize()
    planned = meeting.group.sessions.filter(kind=DialogueSession.Kind.SESSION).exclude(state=State.CANCELLED).count()
    values = {"number": meeting.number, "planned": planned, "group": meeting.group.name}
    return _("Session %(number)s of %(planned)s · %(group)s") % values


def when(meeting: DialogueSession) -> str:
    """Weekday, date, hours and zone of the reader."""
    starts = timezone.localtime(meeting.starts_at)
    ends = starts + timedelta(minutes=meeting.minutes)
    day = date_format(starts, "l j F")
    hours = f"{time_format(starts, 'H:i')}–{time_format(ends, 'H:i')}"
    return f"{day}, {hours}, {timezone.get_current_timezone_name()}"


def facilitators(seat: Seat) -> list[str]:
    """Who leads and supports, without the reader."""
    names = names_of(seat.dialogue_session_id)
    roles = (Seat.Role.LEAD, Seat.Role.SUPPORT)
    others = seat.dialogue_session.seats.filter(role__in=roles, removed_at=None).exclude(pk=seat.pk)
    return [names[other.number]["name"] for other in others.order_by("role", "number")]


def ending(meeting: DialogueSession) -> dict[str, str]:
    if meeting.state == State.CANCELLED:
        return {"refused_line": _("This session was cancelled. Ask your coordinator if you did not hear of it.")}
    if meeting.ended_at is None:
        return {}
    ended = time_format(timezone.localtime(meeting.ended_at), "H:i")
    return {"ended_line": _("The session ended at %(time)s.") % {"time": ended}}


# -- addresses -------------------------------------------------------------------------------------------------


def addresses(meeting: DialogueSession, leads: bool) -> dict[str, str]:
    home, own = reverse("home"), reverse("dialogue_sessions:room", args=[meeting.pk])
    return {
        "back_url": home,
        "check_url": reverse("dialogue_sessions:check"),
        "record_url": (mounted(SIGN_OFF, meeting.pk) if leads else mounted(OWN_RECORD)) or home,
        "appeal_url": (mounted(APPEAL, meeting.pk) if meeting.exchange_id else "") or home,
        "report_url": mounted(REPORT, meeting.pk) if meeting.exchange_id else "",
        "sign_in_url": f"{reverse('accounts:sign_in')}?next={own}",
    }


def measure_url(seat: Seat) -> str:
    """Where to switch the measuring of talk time; empty for roles that are never measured."""
    return reverse("dialogue_sessions:measure", args=[seat.dialogue_session_id]) if seat.role in SPEAKING_ROLES else ""


def mounted(name: str, *args: UUID) -> str:
    """Empty when this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
