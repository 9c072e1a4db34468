"""The evidence of a whole exchange, read once: sessions, what their logs say, signatures, and who belongs where.

A session that is over is read from its log once and kept in the cache under its newest seq, so that pages are quick;
``fresh`` reads and checks every log again, for what people answer for (signing, deciding).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.utils.timezone import now

from dialogue.state import OVERRUN_MINUTES_MOST
from exchanges.models import Enrolment, Exchange
from matching.models import Membership
from recognition import rules
from recognition.evidence import SeatFacts, SessionFacts, facts_of
from recognition.models import Attestation, RuleSetRecord, SignOff
from recognition.rule_set import RuleSet
from recognition.rules import MakeUp, SessionEvidence, StudentEvidence
from sessions import log
from sessions.models import DialogueSession, RoomEvent, Seat

State = DialogueSession.State
OVER = (State.ENDED, State.EVIDENCE_CLOSED)
KEPT_SECONDS = 24 * 3600
# Part of the cache key: change it when SessionFacts changes.
FACTS_VERSION = 2
BROKEN = "log_broken"


@dataclass(frozen=True)
class Season:
    """``seats``: student seats by user id. ``groups``: group ids by enrolment id, the present one last."""

    exchange: Exchange
    rule_set: RuleSet
    at: datetime
    meetings: dict[UUID, DialogueSession]
    facts: dict[UUID, SessionFacts]
    sign_offs: dict[UUID, SignOff]
    attested: frozenset[tuple[UUID, int]]
    seats: dict[int, list[Seat]]
    groups: dict[int, list[int]]
    broken: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Placed:
    """One session in a student's series, with the student's seat in it (None: no seat)."""

    meeting: DialogueSession
    seat: Seat | None
    is_own: bool


# -- reading -------------------------------------------------------------------------------------------------


def rule_set_of(exchange: Exchange) -> RuleSet:
    """The frozen rule set, else the house rule."""
    stored = exchange.rule_sets.filter(frozen_at__isnull=False).order_by("-frozen_at", "-pk").first()
    return RuleSet.from_json(stored.body) if stored else RuleSet()


def rule_set_version(exchange: Exchange, version: str) -> RuleSet | None:
    stored = RuleSetRecord.objects.filter(exchange=exchange, version=version).first()
    return RuleSet.from_json(stored.body) if stored else None


def season_of(exchange: Exchange, at: datetime | None = None, *, fresh: bool = False) -> Season:
    rule_set = rule_set_of(exchange)
    held = exchange.sessions.filter(kind=DialogueSession.Kind.SESSION).exclude(state=State.CANCELLED)
    meetings = {meeting.pk: meeting for meeting in held.select_related("group").order_by("number", "starts_at")}
    over = [meeting.pk for meeting in meetings.values() if meeting.state in OVER]
    sign_offs = {one.dialogue_session_id: one for one in SignOff.objects.filter(dialogue_session__in=over)}
    return Season(
        exchange=exchange,
        rule_set=rule_set,
        at=at or now(),
        meetings=meetings,
        facts=read_facts(over, rule_set.bridge_seconds, fresh=fresh),
        sign_offs=sign_offs,
        attested=attested_in(list(meetings)),
        seats=student_seats(list(meetings)),
        groups=groups_of(exchange),
        broken=changed_after_signing(sign_offs.values()),
    )


def read_facts(sessions: Sequence[UUID], bridge_seconds: float, *, fresh: bool = False) -> dict[UUID, SessionFacts]:
    newest = log.newest(sessions)
    keys = {pk: f"facts:{FACTS_VERSION}:{pk}:{newest[pk]}:{bridge_seconds}" for pk in sessions if pk in newest}
    kept = {} if fresh else cache.get_many(keys.values())
    missing = {pk: read_one(pk, bridge_seconds) for pk, key in keys.items() if key not in kept}
    if missing:
        cache.set_many({keys[pk]: facts for pk, facts in missing.items()}, KEPT_SECONDS)
    return {pk: missing[pk] if pk in missing else kept[key] for pk, key in keys.items()}


def read_one(session: UUID, bridge_seconds: float) -> SessionFacts:
    return facts_of(log.read(session), bridge_seconds, log_holds=log.broken_at(session) is None)


def attested_in(sessions: Sequence[UUID]) -> frozenset[tuple[UUID, int]]:
    rows = Attestation.objects.filter(dialogue_session__in=sessions)
    return frozenset(rows.values_list("dialogue_session_id", "enrolment_id"))


def student_seats(sessions: Sequence[UUID]) -> dict[int, list[Seat]]:
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(dialogue_session__in=sessions, role=Seat.Role.STUDENT, user__isnull=False):
        seats[seat.user_id or 0].append(seat)
    return seats


def groups_of(exchange: Exchange) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    memberships = Membership.objects.filter(enrolment__exchange=exchange).order_by("joined_at", "pk")
    for enrolment, group in memberships.values_list("enrolment_id", "group_id"):
        groups[enrolment].append(group)
    return groups


def changed_after_signing(sign_offs: Iterable[SignOff]) -> frozenset[UUID]:
    """Sessions whose log no longer has the hash that was signed, even if its chain was mended."""
    signed = {one.dialogue_session_id: (one.record.get("upto_seq"), one.record.get("hash")) for one in sign_offs}
    rows = RoomEvent.objects.filter(
        dialogue_session__in=list(signed), seq__in={seq for seq, _hash in signed.values() if seq}
    )
    stored = {(pk, seq): value for pk, seq, value in rows.values_list("dialogue_session_id", "seq", "hash")}
    return frozenset(pk for pk, (seq, value) in signed.items() if seq and stored.get((pk, seq)) != value)


# -- one student ---------------------------------------------------------------------------------------------


def evidence_of(season: Season, enrolment: Enrolment) -> StudentEvidence:
    """What ``rules.decide`` looks at: one session for each number of the group's series, and make-ups."""
    sessions, make_ups, to_come = [], [], 0
    for number, placed in sorted(series_of(season, enrolment).items()):
        if is_to_come(season, placed[0].meeting):
            to_come += 1
            continue
        main, *others = sorted(placed, key=lambda one: standing_key(season, one))
        sessions.append(session_evidence(season, enrolment, main))
        make_ups += [
            MakeUp(number, session_evidence(season, enrolment, one))
            for one in others
            if not (one.is_own or is_to_come(season, one.meeting))
        ]
    return StudentEvidence(name_of(enrolment), tuple(sessions), tuple(make_ups), to_come)


def name_of(enrolment: Enrolment) -> str:
    return f"e{enrolment.pk}"


def standing_key(season: Season, placed: Placed) -> tuple[bool, float]:
    """Sessions of one's own group first; of these (a student who moved) the one with most presence."""
    facts = season.facts.get(placed.meeting.pk)
    seat = facts.seat(placed.seat.number) if facts and placed.seat else None
    return (not placed.is_own, -(seat.presence.seconds if seat else 0.0))


def series_of(season: Season, enrolment: Enrolment) -> dict[int, list[Placed]]:
    """By number: sessions of the present group, and of other groups where the student has a seat."""
    own = season.groups.get(enrolment.pk, [])
    seats = {seat.dialogue_session_id: seat for seat in season.seats.get(enrolment.user_id, [])}
    series: dict[int, list[Placed]] = {}
    for meeting in season.meetings.values():
        if own and meeting.group_id == own[-1]:
            series.setdefault(meeting.number, []).append(Placed(meeting, seats.get(meeting.pk), True))
    for pk, seat in seats.items():
        meeting = season.meetings[pk]
        if not own or meeting.group_id != own[-1]:
            placed = Placed(meeting, seat, meeting.group_id in own or not own)
            series.setdefault(meeting.number, []).append(placed)
    return {number: placed for number, placed in series.items() if any(one.is_own for one in placed)}


def is_to_come(season: Season, meeting: DialogueSession) -> bool:
    """Not over yet. A session whose time is past and that never ended was not held."""
    ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes + OVERRUN_MINUTES_MOST)
    return meeting.state not in OVER and ends_at > season.at


def session_evidence(season: Season, enrolment: Enrolment, placed: Placed) -> SessionEvidence:
    meeting, facts = placed.meeting, season.facts.get(placed.meeting.pk)
    signed = season.sign_offs.get(meeting.pk)
    seat = facts.seat(placed.seat.number) if facts and placed.seat else None
    was_held = facts is not None and (signed is None or signed.held)
    return SessionEvidence(
        session_id=str(meeting.pk),
        number=meeting.number,
        held_seconds=facts.held_seconds if facts and was_held else 0.0,
        present_seconds=seat.presence.seconds if seat and was_held else 0.0,
        acts=seat.acts if seat and was_held else 0,
        attested=is_attested(season, enrolment, meeting, seat),
        signed_off=signed is not None,
        checkpoints_asked=len(seat.checks) if seat and was_held else 0,
        checkpoints_answered=seat.answered if seat and was_held else 0,
        flags=flags_of(season, meeting, facts, seat),
        seq=(1, facts.last_seq) if facts else None,
    )


def is_attested(season: Season, enrolment: Enrolment, meeting: DialogueSession, seat: SeatFacts | None) -> bool:
    """A facilitator's word, given in the room or when the session was signed."""
    return (meeting.pk, enrolment.pk) in season.attested or bool(seat and seat.words)


def word_givers(season: Season, enrolment: Enrolment, sessions: Iterable[UUID]) -> set[int]:
    """User ids of the facilitators who gave their word for this student in the room."""
    wanted = set(sessions)
    givers: set[int] = set()
    for seat in season.seats.get(enrolment.user_id, []):
        facts = season.facts.get(seat.dialogue_session_id)
        there = facts.seat(seat.number) if facts and seat.dialogue_session_id in wanted else None
        if there and there.words:
            numbers = {word.by for word in there.words}
            found = Seat.objects.filter(dialogue_session=seat.dialogue_session_id, number__in=numbers)
            givers |= {user for user in found.values_list("user_id", flat=True) if user}
    return givers


def flags_of(
    season: Season, meeting: DialogueSession, facts: SessionFacts | None, seat: SeatFacts | None
) -> tuple[str, ...]:
    found = set(seat.flags) if seat else set()
    if meeting.pk in season.broken or (facts is not None and not facts.log_holds):
        found.add(BROKEN)
    return tuple(sorted(found))


# -- proposals -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposed:
    enrolment: Enrolment
    evidence: StudentEvidence
    proposal: rules.Proposal


def proposed_for(season: Season, enrolment: Enrolment) -> Proposed:
    evidence = evidence_of(season, enrolment)
    return Proposed(enrolment, evidence, rules.decide(evidence, season.rule_set))


def students_of(exchange: Exchange) -> list[Enrolment]:
    """Everybody who did not leave, by name."""
    found = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN)
    return list(found.select_related("user", "institution").order_by("user__name", "pk"))
