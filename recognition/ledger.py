"""The ledger of decisions: each row carries the SHA-256 over the hash before and its own content.

A changed, moved or missing row shows; a cut-off end shows beside the audit entries, which name the last hash. Whoever
can write both tables can forge both: the ledger makes quiet changes visible, it is no signature.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from accounts.audit import subject
from accounts.models import AuditEntry
from exchanges.models import Exchange
from recognition import rules
from recognition.models import Decision
from recognition.rule_json import evidence_from_json, to_json
from recognition.seasons import rule_set_version

GENESIS = "0" * 64
DECIDED = "recognition.decide"

type FaultCode = Literal["number", "reason", "hash", "proposal", "end_missing"]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that does not fit. ``end_missing``: the row after ``number`` was there once."""

    number: int
    code: FaultCode


def reason_digest(reason: str) -> str:
    """Only the digest is part of the chain: words of people can be erased without breaking it."""
    return hashlib.sha256(reason.encode()).hexdigest()


def chained(before: str, row: Decision) -> str:
    said = {
        "before": before,
        "exchange": row.exchange_id,
        "enrolment": row.enrolment_id,
        "number": row.number,
        "outcome": row.outcome,
        "proposal": row.proposal,
        "evidence": row.evidence,
        "rule_version": row.rule_version,
        "reason": row.reason_sha256,
        "decided_by": row.decided_by_id,
        "decided_at": row.decided_at.isoformat(timespec="microseconds"),
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def canonical(value: object) -> str:
    """The same text for the same values, whatever the order in which the database gives the keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def tip(exchange: Exchange) -> tuple[int, str]:
    """Number and hash of the last row; (0, GENESIS) for an empty ledger."""
    last = exchange.decisions.order_by("-number").values_list("number", "hash").first()
    return last or (0, GENESIS)


def first_fault(exchange: Exchange) -> Fault | None:
    """None when every row fits, and every proposal follows again from the evidence and the rule stored with it."""
    before, number = GENESIS, 0
    for number, row in enumerate(exchange.decisions.order_by("number"), start=1):
        code = fault_of(row, number, before)
        if code:
            return Fault(row.number, code)
        before = row.hash
    return None if number >= last_audited(exchange) else Fault(number, "end_missing")


def fault_of(row: Decision, number: int, before: str) -> FaultCode | None:
    if row.number != number:
        return "number"
    if row.reason and reason_digest(row.reason) != row.reason_sha256:
        return "reason"
    if chained(before, row) != row.hash:
        return "hash"
    return None if follows_again(row) else "proposal"


def follows_again(row: Decision) -> bool:
    rule_set = rule_set_version(row.exchange, row.rule_version)
    if rule_set is None:
        return False
    again = rules.decide(evidence_from_json(row.evidence), rule_set)
    return canonical(to_json(again)) == canonical(row.proposal)


def last_audited(exchange: Exchange) -> int:
    entries = AuditEntry.objects.filter(verb=DECIDED, about=subject(exchange)).values_list("detail", flat=True)
    return max(upto(entries), default=0)


def upto(details: Iterable[dict[str, int]]) -> list[int]:
    return [int(detail.get("upto", 0)) for detail in details]
