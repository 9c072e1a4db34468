"""Writes of recognition: one verb, one function. Every one is one transaction and either happens or refuses.

``by`` is the person who answers for it; whether that person may open the page is asked in ``access``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.audit import record
from accounts.errors import Refusal
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from recognition import errors, ledger, rule_texts
from recognition.ledger import Fault
from recognition.models import Attestation, Decision, RuleSetRecord, SignOff
from recognition.rule_json import to_json
from recognition.rule_set import RuleSet
from recognition.rules import Proposal
from recognition.seasons import (
    OVER,
    Proposed,
    Season,
    proposed_for,
    read_one,
    rule_set_of,
    season_of,
    students_of,
    word_givers,
)
from sessions import log, rooms
from sessions.models import DialogueSession, Seat

# A reason that differs from the proposal has to explain it.
REASON_LEAST_LETTERS = 20
LEADING = (Seat.Role.LEAD, Seat.Role.SUPPORT)
Outcome = Decision.Outcome


# -- the rule ------------------------------------------------------------------------------------------------


@transaction.atomic
def freeze_rules(exchange: Exchange, by: User | None = None, rule_set: RuleSet | None = None) -> RuleSetRecord:
    """Keeps the rule set as it is now; what is frozen stays. Doing it again gives the same record."""
    frozen = exchange.rule_sets.filter(frozen_at__isnull=False).order_by("pk").first()
    if frozen is not None:
        return frozen
    chosen = rule_set or rule_set_of(exchange)
    made, _new = RuleSetRecord.objects.update_or_create(
        exchange=exchange, version=chosen.version, defaults={"body": chosen.to_json(), "frozen_at": now()}
    )
    record(by, "recognition.freeze_rules", exchange, rule_set=made.pk)
    return made


# -- the facilitator's word ----------------------------------------------------------------------------------


def sign_off(
    meeting: DialogueSession,
    by: User,
    *,
    held: bool = True,
    note: str = "",
    attested: Mapping[int, str] | None = None,
) -> SignOff:
    """The record of a session is right. ``attested``: reason by enrolment id, for who took part without a trace.

    A coordinator may sign in the place of the facilitators, with a reason in ``note``; so needs "not held" one.
    Raises ``SessionNotOver``, ``AlreadySigned``, ``MayNotSign``, ``ReasonTooShort`` and what ``attest`` raises.
    """
    substitute = not leads(by, meeting)
    refuse_wrong_signer(meeting, by, substitute)
    with transaction.atomic():
        meeting = DialogueSession.objects.select_for_update().get(pk=meeting.pk)  # two who sign at once sign in turn
        refuse_unready(meeting, held)
        if substitute or not held:
            refuse_short(note)
        signed = SignOff.objects.create(
            dialogue_session=meeting, signed_by=by, held=held, note=note, record=what_is_signed(meeting, substitute)
        )
        for enrolment in Enrolment.objects.filter(exchange=meeting.exchange_id, pk__in=attested or {}):
            attest(meeting, enrolment, by, (attested or {})[enrolment.pk])
        record(by, "recognition.sign_off", meeting, held=held, substitute=substitute)
    if meeting.state == DialogueSession.State.ENDED:
        rooms.close_evidence(meeting.pk)
    return signed


def refuse_unready(meeting: DialogueSession, held: bool) -> None:
    """What never went live can be signed as not held once its time is past."""
    signed = SignOff.objects.filter(dialogue_session=meeting).select_related("signed_by").first()
    if signed is not None:
        raise errors.AlreadySigned(name=str(signed.signed_by))
    never_held = not held and meeting.went_live_at is None and meeting.starts_at < now()
    if meeting.state not in OVER and not never_held:
        raise errors.SessionNotOver


def leads(by: User, meeting: DialogueSession) -> bool:
    return meeting.seats.filter(user=by, role__in=LEADING, removed_at=None).exists()


def refuse_wrong_signer(meeting: DialogueSession, by: User, substitute: bool) -> None:
    if substitute and not (meeting.exchange and coordinates(by, meeting.exchange)):
        raise errors.MayNotSign


def coordinates(by: User, exchange: Exchange) -> bool:
    return exchange.roles.filter(user=by, role="coordinator").exists()


def refuse_short(reason: str) -> None:
    if len(reason.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonTooShort(letters=REASON_LEAST_LETTERS)


def what_is_signed(meeting: DialogueSession, substitute: bool) -> dict[str, object]:
    """The place in the log, its hash, and the figures of each student as they were seen."""
    rows = log.read_rows(meeting.pk)
    exchange = meeting.exchange
    rule_set = rule_set_of(exchange) if exchange else RuleSet()
    facts = read_one(meeting.pk, rule_set.bridge_seconds)
    seats = meeting.seats.filter(role=Seat.Role.STUDENT, user__isnull=False)
    enrolments = dict(Enrolment.objects.filter(exchange=exchange).values_list("user_id", "pk"))
    shown = [(enrolments.get(seat.user_id or 0), facts.seat(seat.number)) for seat in seats]
    return {
        "upto_seq": rows[-1].seq if rows else 0,
        "hash": rows[-1].hash if rows else log.GENESIS,
        "rule_version": rule_set.version,
        "held_seconds": facts.held_seconds,
        "substitute": substitute,
        "students": [
            {"enrolment": pk, "seconds": seat.presence.seconds if seat else 0.0, "acts": seat.acts if seat else 0}
            for pk, seat in shown
            if pk is not None
        ],
    }


@transaction.atomic
def attest(meeting: DialogueSession, enrolment: Enrolment, by: User, reason: str) -> Attestation:
    """A facilitator's (or, in their place, a coordinator's) word that a student took part. Saying it twice is once.

    Raises ``MayNotSign``, ``OwnMatter``, ``NotInSession``, ``ReasonTooShort``.
    """
    refuse_wrong_signer(meeting, by, not leads(by, meeting))
    if by.pk == enrolment.user_id:
        raise errors.OwnMatter
    if not meeting.seats.filter(user=enrolment.user_id, role=Seat.Role.STUDENT).exists():
        raise errors.NotInSession
    refuse_short(reason)
    made, is_new = Attestation.objects.get_or_create(
        dialogue_session=meeting, enrolment=enrolment, defaults={"by": by, "reason": reason.strip()[:300]}
    )
    if is_new:
        record(by, "recognition.attest", meeting, enrolment=enrolment.pk)
    return made


# -- deciding ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What the coordinator wants for a student; ``outcome`` "" is the proposed one."""

    enrolment_id: int
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Planned:
    """A choice looked at. ``is_new``: it would add a row; ``refusal``: why it cannot be done."""

    proposed: Proposed
    outcome: str
    reason: str
    is_new: bool
    refusal: Refusal | None

    @property
    def differs(self) -> bool:
        return self.outcome != proposed_outcome(self.proposed)

    @property
    def outcome_words(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome in Outcome.values else self.outcome

    @property
    def texts(self) -> list[str]:
        return rule_texts.texts(self.proposed.proposal)


def proposed_outcome(proposed: Proposed) -> str:
    """Nobody is turned down while sessions are still to come, or while somebody has to look."""
    proposal = proposed.proposal
    if proposal.outcome == "pass":
        return Outcome.CERTIFIED
    is_open = proposal.outcome == "review" or (proposed.evidence.sessions_to_come and not is_hopeless(proposal))
    return Outcome.DEFERRED if is_open else Outcome.NOT_CERTIFIED


def is_hopeless(proposal: Proposal) -> bool:
    """An exchange of too few sessions gives no certificate, whatever comes."""
    return any(reason.code == "too_few_sessions" for reason in proposal.reasons)


def propose(exchange: Exchange, *, fresh: bool = False) -> list[Proposed]:
    """The rule on the evidence of every student who did not leave."""
    season = season_of(exchange, fresh=fresh)
    return [proposed_for(season, enrolment) for enrolment in students_of(exchange)]


def plan_decisions(exchange: Exchange, by: User, choices: Iterable[Choice]) -> list[Planned]:
    """The dry run of ``decide``: every log is read again and checked; nothing is written. Raises ``NotInExchange``."""
    season = season_of(exchange, fresh=True)
    students = {one.pk: one for one in students_of(exchange)}
    newest = newest_decisions(exchange)
    planned = []
    for choice in choices:
        if choice.enrolment_id not in students:
            raise errors.NotInExchange
        planned.append(planned_for(season, by, students[choice.enrolment_id], choice, newest.get(choice.enrolment_id)))
    return planned


def planned_for(season: Season, by: User, enrolment: Enrolment, choice: Choice, last: Decision | None) -> Planned:
    proposed = proposed_for(season, enrolment)
    outcome = choice.outcome or proposed_outcome(proposed)
    reason = choice.reason.strip()
    try:
        refuse_decision(season, by, proposed, outcome, reason)
    except Refusal as refusal:
        return Planned(proposed, outcome, reason, False, refusal)
    return Planned(proposed, outcome, reason, not says_the_same(last, proposed, outcome, reason), None)


def refuse_decision(season: Season, by: User, proposed: Proposed, outcome: str, reason: str) -> None:
    if outcome not in Outcome.values:
        raise errors.OutcomeUnknown
    if by.pk == proposed.enrolment.user_id:
        raise errors.OwnMatter
    if by.pk in vouchers(season, proposed):
        raise errors.FourEyes(name=str(proposed.enrolment.user))
    if outcome != proposed_outcome(proposed):
        refuse_short(reason)


def vouchers(season: Season, proposed: Proposed) -> set[int]:
    """Whose word the evidence rests on: who signed the sessions, and who confirmed that the student took part."""
    meetings, student = meetings_in(proposed), proposed.enrolment.pk
    signers = {season.sign_offs[pk].signed_by_id for pk in meetings if pk in season.sign_offs}
    signers |= word_givers(season, proposed.enrolment, meetings)
    if not any((pk, student) in season.attested for pk in meetings):
        return signers
    words = Attestation.objects.filter(enrolment=student, dialogue_session__in=meetings)
    return signers | set(words.values_list("by", flat=True))


def meetings_in(proposed: Proposed) -> list[UUID]:
    evidence = proposed.evidence
    others = [one.session for one in evidence.make_ups if one.session]
    return [UUID(one.session_id) for one in (*evidence.sessions, *others)]


def says_the_same(last: Decision | None, proposed: Proposed, outcome: str, reason: str) -> bool:
    return last is not None and (
        (last.outcome, last.reason_sha256, last.rule_version)
        == (outcome, ledger.reason_digest(reason), proposed.proposal.rule_version)
        and ledger.canonical(last.evidence) == ledger.canonical(to_json(proposed.evidence))
        and ledger.canonical(last.proposal) == ledger.canonical(to_json(proposed.proposal))
    )


def newest_decisions(exchange: Exchange) -> dict[int, Decision]:
    """The decision that holds, by enrolment id."""
    return {one.enrolment_id: one for one in exchange.decisions.order_by("number")}


@transaction.atomic
def decide(exchange: Exchange, by: User, choices: Iterable[Choice]) -> list[Decision]:
    """Adds a row to the ledger for each choice that says something new. Returns the new rows.

    Raises ``NotStarted``, ``LedgerBroken``, and the first refusal of ``plan_decisions``; then nothing is written.
    """
    if exchange.status not in (Exchange.Status.RUNNING, Exchange.Status.CLOSED):
        raise errors.NotStarted
    exchange = Exchange.objects.select_for_update().get(pk=exchange.pk)
    freeze_rules(exchange, by)
    fault = ledger.first_fault(exchange)
    if fault is not None:
        raise errors.LedgerBroken(number=fault.number)
    planned = plan_decisions(exchange, by, choices)
    for one in planned:
        if one.refusal is not None:
            raise one.refusal
    return append(exchange, by, [one for one in planned if one.is_new])


def append(exchange: Exchange, by: User, planned: list[Planned]) -> list[Decision]:
    number, before = ledger.tip(exchange)
    at, rows = now(), []
    for one in planned:
        number += 1
        row = Decision(
            exchange=exchange,
            enrolment=one.proposed.enrolment,
            number=number,
            outcome=one.outcome,
            proposal=to_json(one.proposed.proposal),
            evidence=to_json(one.proposed.evidence),
            rule_version=one.proposed.proposal.rule_version,
            reason=one.reason,
            reason_sha256=ledger.reason_digest(one.reason),
            decided_by=by,
            decided_at=at,
        )
        row.hash = before = ledger.chained(before, row)
        row.save()
        rows.append(row)
    if rows:
        record(by, ledger.DECIDED, exchange, upto=number, hash=before, rows=len(rows))
    return rows


def verify_ledger(exchange: Exchange) -> Fault | None:
    """The first row of the ledger that does not fit; None when all is well."""
    return ledger.first_fault(exchange)
