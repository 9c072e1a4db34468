"""Reads about talk time. ``recognition`` never reads here: it is no evidence (tests/sessions/test_talk_privacy.py)."""

from uuid import UUID

from accounts.models import Consent
from dialogue.state import SPEAKING_ROLES
from dialogue.talk_bands import Measured
from sessions import ground_rules
from sessions.models import DialogueSession, Seat, TalkFigure, TalkMethod

type Figures = dict[int, Measured]


def measured_seats(session: UUID) -> frozenset[int]:
    """Seats of people who may speak, said yes to being measured, and did not switch it off in this session."""
    meeting = DialogueSession.objects.get(pk=session)
    seats = meeting.seats.filter(role__in=SPEAKING_ROLES, unmeasured=False, user__isnull=False)
    numbers = {user: number for user, number in seats.values_list("user_id", "number") if user is not None}
    return frozenset(numbers[user] for user in willing(meeting, numbers))


def willing(meeting: DialogueSession, users: "dict[int, int]") -> set[int]:
    """Of these, whose newest answer is a yes to the text as it is now."""
    purpose, scope = ground_rules.TALK, ground_rules.scope_of(meeting)
    answers = Consent.objects.filter(user__in=users, purpose=purpose.key, scope=scope).order_by("at", "pk")
    newest = {user: (yes, text) for user, yes, text in answers.values_list("user_id", "granted", "text_version")}
    return {user for user, (yes, text) in newest.items() if yes and text == purpose.version}


def is_measured(seat: Seat) -> bool:
    return seat.number in measured_seats(seat.dialogue_session_id)


def figures_of(session: UUID, method: str = TalkMethod.WITNESSES) -> Figures:
    rows = TalkFigure.objects.filter(dialogue_session_id=session, method=method)
    return {row.seat: measured_of(row) for row in rows}


def best_figures(session: UUID) -> Figures:
    """What is told of a session: the server's own measuring where a site has it, else that of the witnesses."""
    return figures_of(session) | figures_of(session, TalkMethod.DECODED)


def check_figures(session: UUID) -> Figures:
    """A second opinion: the media server's levels, and of who was measured by the server that of the witnesses."""
    decoded = figures_of(session, TalkMethod.DECODED)
    witnessed = {seat: one for seat, one in figures_of(session).items() if seat in decoded}
    return figures_of(session, TalkMethod.SERVER) | witnessed


def measured_of(row: TalkFigure) -> Measured:
    return Measured(
        row.talk_slots, row.covered_slots, row.single_slots, row.disputed_slots, row.unmuted_slots, row.inside_slots
    )
