"""Signing, proposing, deciding: who may, what is kept, and that it happens once."""

import json
from dataclasses import replace

import pytest

from recognition import errors, ledger, services
from recognition.models import Attestation, Decision, RuleSetRecord, SignOff
from recognition.rule_set import RuleSet
from recognition.services import Choice
from sessions.models import DialogueSession, RoomEvent
from tests.factories import make_coordinator, make_user
from tests.recognition.held import (
    coordinator_of,
    facilitator_of,
    held_season,
    hold,
    make_season,
    meetings_of,
    student_of,
)

pytestmark = pytest.mark.django_db
REASON = "She wrote in the shared notes all the time."


def sign_all(exchange):
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, facilitator_of(exchange))


def decide_all(exchange, **fields):
    choices = [Choice(one.pk, **fields) for one in exchange.enrolments.all()]
    return services.decide(exchange, coordinator_of(exchange), choices)


def outcomes(exchange):
    return [one.proposal.outcome for one in services.propose(exchange)]


# -- the rule ------------------------------------------------------------------------------------------------


def test_a_frozen_rule_stays():
    exchange = make_season()
    first = services.freeze_rules(exchange)
    again = services.freeze_rules(exchange, rule_set=replace(RuleSet(), version="2027.1", make_ups=3))
    assert first == again
    assert RuleSetRecord.objects.count() == 1


# -- signing -------------------------------------------------------------------------------------------------


def test_signing_keeps_what_was_signed_and_closes_the_evidence():
    exchange = held_season(sessions=3)
    meeting = meetings_of(exchange)[0]
    signed = services.sign_off(meeting, facilitator_of(exchange))
    meeting.refresh_from_db()
    assert meeting.state == DialogueSession.State.EVIDENCE_CLOSED
    stored = RoomEvent.objects.get(dialogue_session=meeting, seq=signed.record["upto_seq"])
    assert signed.record["hash"] == stored.hash
    assert [one["seconds"] for one in signed.record["students"]] == [7200.0] * 3


def test_a_session_is_signed_once():
    exchange = held_season(sessions=3)
    meeting = meetings_of(exchange)[0]
    services.sign_off(meeting, facilitator_of(exchange))
    with pytest.raises(errors.AlreadySigned):
        services.sign_off(meeting, facilitator_of(exchange))


def test_a_session_that_is_not_over_cannot_be_signed():
    meeting = meetings_of(make_season())[0]
    with pytest.raises(errors.SessionNotOver):
        services.sign_off(meeting, facilitator_of(meeting.exchange))


def test_a_session_that_never_began_is_signed_as_not_held_with_a_reason():
    meeting = meetings_of(make_season())[0]
    with pytest.raises(errors.ReasonTooShort):
        services.sign_off(meeting, facilitator_of(meeting.exchange), held=False)
    signed = services.sign_off(
        meeting, facilitator_of(meeting.exchange), held=False, note="The whole city had no power."
    )
    assert not signed.held


@pytest.mark.parametrize("who", ["student", "stranger", "coordinator of another exchange"])
def test_only_its_facilitators_and_coordinators_sign_a_session(who):
    exchange = held_season(sessions=3)
    people = {
        "student": student_of(exchange).user,
        "stranger": make_user(),
        "coordinator of another exchange": coordinator_of(make_season()),
    }
    with pytest.raises(errors.MayNotSign):
        services.sign_off(meetings_of(exchange)[0], people[who], note=REASON)
    assert not SignOff.objects.exists()


def test_a_coordinator_signs_in_their_place_with_a_reason():
    exchange = held_season(sessions=3)
    meeting, coordinator = meetings_of(exchange)[0], coordinator_of(exchange)
    with pytest.raises(errors.ReasonTooShort):
        services.sign_off(meeting, coordinator)
    assert services.sign_off(meeting, coordinator, note="The facilitator is ill this month.").record["substitute"]


def test_an_attestation_needs_a_reason_and_is_kept_once():
    exchange = held_season(sessions=3)
    meeting, student = meetings_of(exchange)[0], student_of(exchange)
    with pytest.raises(errors.ReasonTooShort):
        services.attest(meeting, student, facilitator_of(exchange), "ok")
    first = services.attest(meeting, student, facilitator_of(exchange), REASON)
    assert services.attest(meeting, student, facilitator_of(exchange), REASON) == first


def test_a_failed_attestation_leaves_the_session_unsigned():
    exchange = held_season(sessions=3)
    with pytest.raises(errors.ReasonTooShort):
        services.sign_off(
            meetings_of(exchange)[0], facilitator_of(exchange), attested={student_of(exchange).pk: "short"}
        )
    assert not SignOff.objects.exists()
    assert not Attestation.objects.exists()


def test_a_student_of_another_group_cannot_be_attested():
    exchange, other = held_season(sessions=3), make_season()
    with pytest.raises(errors.NotInSession):
        services.attest(meetings_of(exchange)[0], student_of(other), facilitator_of(exchange), REASON)


# -- proposing -----------------------------------------------------------------------------------------------


def test_unsigned_sessions_ask_for_a_look_and_signed_ones_pass():
    exchange = held_season(away={3: [1, 2]})
    assert outcomes(exchange) == ["review", "review", "not_yet"]
    sign_all(exchange)
    assert outcomes(exchange) == ["pass", "pass", "not_yet"]


def test_a_session_signed_as_not_held_leaves_the_sum():
    exchange = held_season(sessions=4)
    for meeting in meetings_of(exchange)[:3]:
        services.sign_off(meeting, facilitator_of(exchange))
    services.sign_off(meetings_of(exchange)[3], facilitator_of(exchange), held=False, note="Only a test of the sound.")
    assert services.propose(exchange)[0].proposal.total == 3


def test_an_attestation_takes_the_place_of_acts():
    exchange = make_season(sessions=3)
    for meeting in meetings_of(exchange):
        hold(meeting, acts={1: 0})
    sign_all(exchange)
    assert outcomes(exchange) == ["not_yet", "pass", "pass"]
    for meeting in meetings_of(exchange):
        services.attest(meeting, student_of(exchange), facilitator_of(exchange), REASON)
    assert outcomes(exchange) == ["pass"] * 3


def test_a_log_changed_after_signing_is_seen_even_when_its_chain_was_mended():
    exchange = held_season(sessions=3)
    sign_all(exchange)
    meeting = meetings_of(exchange)[0]
    RoomEvent.objects.filter(dialogue_session=meeting, seq__gte=2).update(hash="0" * 64)
    evidence = services.propose(exchange, fresh=True)[0].evidence
    assert "log_broken" in evidence.sessions[0].flags


def test_a_guest_in_another_groups_session_has_a_make_up():
    exchange = held_season(sessions=4, away={1: [2, 3]})
    guest = student_of(exchange)
    other = held_season(sessions=4)
    visited = meetings_of(other)[1]
    DialogueSession.objects.filter(pk=visited.pk).update(exchange=exchange)
    visited.seats.filter(number=1).update(user=guest.user)
    services.sign_off(meetings_of(exchange)[0], facilitator_of(exchange))
    evidence = services.propose(exchange)[0].evidence
    assert [one.replaces for one in evidence.make_ups] == [2]


def test_a_student_who_moved_keeps_the_sessions_of_the_former_group():
    exchange = held_season(sessions=4)
    student = student_of(exchange)
    other = held_season(sessions=4)
    group = other.groups.get()
    DialogueSession.objects.filter(exchange=other).update(exchange=exchange)
    membership = student.memberships.get()
    membership.left_at = membership.joined_at
    membership.save()
    group.memberships.create(enrolment=student)
    evidence = services.propose(exchange)[0].evidence
    assert [one.present_seconds for one in evidence.sessions] == [7200.0] * 4
    assert evidence.make_ups == ()


# -- deciding ------------------------------------------------------------------------------------------------


def test_deciding_as_proposed_certifies_who_passed():
    exchange = held_season(away={3: [1, 2]})
    sign_all(exchange)
    assert [row.outcome for row in decide_all(exchange)] == ["certified", "certified", "not_certified"]


def test_deciding_twice_is_deciding_once():
    exchange = held_season()
    sign_all(exchange)
    decide_all(exchange)
    assert decide_all(exchange) == []
    assert Decision.objects.count() == 3


def test_another_outcome_needs_a_reason_and_adds_a_row():
    exchange = held_season()
    sign_all(exchange)
    decide_all(exchange)
    with pytest.raises(errors.ReasonTooShort):
        decide_all(exchange, outcome="deferred", reason="hm")
    rows = decide_all(exchange, outcome="deferred", reason="The examiner has asked a question.")
    assert [row.number for row in rows] == [4, 5, 6]


def test_a_refused_choice_writes_nothing_for_the_others():
    exchange = held_season()
    sign_all(exchange)
    choices = [Choice(student_of(exchange).pk), Choice(student_of(exchange, 1).pk, "deferred", "no")]
    with pytest.raises(errors.ReasonTooShort):
        services.decide(exchange, coordinator_of(exchange), choices)
    assert not Decision.objects.exists()


def test_who_signed_does_not_decide():
    exchange = held_season()
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, coordinator_of(exchange), note="The facilitator is ill this month.")
    with pytest.raises(errors.FourEyes):
        decide_all(exchange)
    second = make_coordinator(exchange)
    assert services.decide(exchange, second, [Choice(student_of(exchange).pk)])


def test_who_confirmed_that_a_student_took_part_does_not_decide_on_that_student():
    exchange = held_season()
    services.attest(meetings_of(exchange)[0], student_of(exchange), coordinator_of(exchange), REASON)
    with pytest.raises(errors.FourEyes):
        services.decide(exchange, coordinator_of(exchange), [Choice(student_of(exchange).pk)])


def test_nobody_decides_on_themselves():
    exchange = held_season()
    student = student_of(exchange)
    with pytest.raises(errors.OwnMatter):
        services.decide(exchange, student.user, [Choice(student.pk)])


def test_nothing_is_decided_before_the_start():
    exchange = held_season()
    exchange.status = "published"
    exchange.save()
    with pytest.raises(errors.NotStarted):
        decide_all(exchange)


def test_sessions_to_come_defer_who_does_not_pass_yet():
    exchange = held_season(sessions=3, away={1: [1, 2, 3]})
    last = meetings_of(exchange)[-1]
    DialogueSession.objects.filter(pk=last.pk).update(state="scheduled", starts_at="2099-01-01T10:00Z")
    row = services.decide(exchange, coordinator_of(exchange), [Choice(student_of(exchange).pk)])[0]
    assert row.outcome == "deferred"


def test_a_decision_is_never_edited_or_deleted():
    exchange = held_season()
    row = decide_all(exchange)[0]
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


# -- the ledger ----------------------------------------------------------------------------------------------


def decided():
    exchange = held_season()
    sign_all(exchange)
    decide_all(exchange)
    return exchange


def test_an_untouched_ledger_holds():
    assert services.verify_ledger(decided()) is None


def changed_evidence(row):
    evidence = json.loads(json.dumps(row.evidence))
    evidence["sessions"][0]["present_seconds"] += 60
    return evidence


CHANGES = {
    "outcome": lambda row: {"outcome": "deferred"},
    "reason": lambda row: {"reason": "Something else entirely, afterwards."},
    "reason_sha256": lambda row: {"reason_sha256": ledger.reason_digest("x")},
    "evidence": lambda row: {"evidence": changed_evidence(row)},
    "proposal": lambda row: {"proposal": row.proposal | {"counted": 3}},
    "rule_version": lambda row: {"rule_version": "2020.1"},
    "decided_by": lambda row: {"decided_by": make_user()},
    "enrolment": lambda row: {"enrolment": student_of(row.exchange, 2)},
    "decided_at": lambda row: {"decided_at": "2020-01-01T00:00Z"},
    "number": lambda row: {"number": 9},
    "hash": lambda row: {"hash": "0" * 64},
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_of_any_row_is_found(column):
    exchange = decided()
    row = exchange.decisions.get(number=2)
    Decision.objects.filter(pk=row.pk).update(**CHANGES[column](row))
    fault = services.verify_ledger(exchange)
    assert fault is not None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_row_is_found(number):
    exchange = decided()
    exchange.decisions.filter(number=number).delete()
    assert services.verify_ledger(exchange) is not None


def test_a_forged_row_with_a_mended_chain_contradicts_the_rule():
    exchange = decided()
    row = exchange.decisions.get(number=3)
    row.proposal = row.proposal | {"outcome": "not_yet"}
    Decision.objects.filter(pk=row.pk).update(
        proposal=row.proposal, hash=ledger.chained(exchange.decisions.get(number=2).hash, row)
    )
    assert services.verify_ledger(exchange) == ledger.Fault(3, "proposal")


def test_an_erased_reason_leaves_the_chain_whole():
    exchange = held_season()
    sign_all(exchange)
    decide_all(exchange, outcome="deferred", reason="The examiner has asked a question.")
    exchange.decisions.update(reason="")
    assert services.verify_ledger(exchange) is None


def test_nothing_is_decided_on_a_broken_ledger():
    exchange = decided()
    exchange.decisions.filter(number=1).update(hash="0" * 64)
    with pytest.raises(errors.LedgerBroken):
        decide_all(exchange, outcome="deferred", reason="The examiner has asked a question.")
