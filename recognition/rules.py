"""From evidence to a proposal: which sessions count, and whether they are enough. The coordinator decides.

``decide`` is pure: the same evidence and the same rule set give the same proposal, whatever the order of the
sessions, and more presence never makes a proposal worse. Talk time, cameras and screens are no evidence: no field
holds them. Rule and reasons: docs/reference/rule-set.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from recognition.rule_set import RuleSet, sessions_required

Outcome = Literal["pass", "review", "not_yet"]
Standing = Literal["counted", "in_doubt", "missed", "not_held"]

__all__ = [
    "MakeUp",
    "Proposal",
    "Reason",
    "RuleSet",
    "SessionEvidence",
    "SessionVerdict",
    "StudentEvidence",
    "decide",
    "sessions_required",
]


@dataclass(frozen=True, slots=True)
class SessionEvidence:
    """What is known of a student in one session.

    ``held_seconds`` are the held, facilitated seconds that count (no breaks, no outages); 0: it was not held.
    ``acts`` counts distinct acts of taking part (turn, answer, note, poll, chat line). ``seq`` is the range of the
    session's log that the figures come from.
    """

    session_id: str
    number: int
    held_seconds: float
    present_seconds: float
    acts: int = 0
    attested: bool = False
    signed_off: bool = False
    checkpoints_asked: int = 0
    checkpoints_answered: int = 0
    flags: tuple[str, ...] = ()
    seq: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Makes up for session number ``replaces``: another group's session, or work that a facilitator accepted."""

    replaces: int
    session: SessionEvidence | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class StudentEvidence:
    """Everything ``decide`` looks at for one student. ``sessions_to_come`` are planned and not yet held."""

    student: str
    sessions: tuple[SessionEvidence, ...]
    make_ups: tuple[MakeUp, ...] = ()
    sessions_to_come: int = 0
    open_objections: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, for machines: ``rule_texts.text`` makes the sentence. ``sessions`` are session numbers."""

    code: str
    sessions: tuple[int, ...] = ()
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionVerdict:
    """How one session stands, with the figures that decided and the place in the log to look at.

    Minutes are whole: what was reached rounded down, what is needed rounded up.
    """

    session_id: str
    number: int
    standing: Standing
    codes: tuple[str, ...]
    flags: tuple[str, ...]
    present_minutes: int
    needed_minutes: int
    held_minutes: int
    seq: tuple[int, int] | None
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """``counted`` of ``total`` sessions, ``required`` needed, as whole numbers, with reasons and verdicts."""

    student: str
    outcome: Outcome
    rule_version: str
    counted: int
    required: int
    total: int
    reasons: tuple[Reason, ...]
    sessions: tuple[SessionVerdict, ...]


def decide(evidence: StudentEvidence, rule_set: RuleSet) -> Proposal:
    """The proposal for one student.

    Raises ValueError when two sessions have the same number or id, or a figure is negative or no number.
    """
    _refuse_impossible(evidence)
    verdicts = tuple(_verdict(one, rule_set) for one in sorted(evidence.sessions, key=lambda one: one.number))
    total = sum(one.standing != "not_held" for one in verdicts) + evidence.sessions_to_come
    required = rule_set.sessions_required(total)
    settled = _with_make_ups(verdicts, evidence.make_ups, required, rule_set)
    sure, counted = _sure(settled), _counted(settled)
    outcome = _outcome(sure, counted, required, total, evidence, rule_set)
    reasons = (
        _whole_reason(counted, required, total, rule_set),
        *_circumstances(evidence, settled, rule_set),
        *_session_reasons(settled),
    )
    return Proposal(evidence.student, outcome, rule_set.version, counted, required, total, reasons, settled)


def _outcome(
    sure: int, counted: int, required: int, total: int, evidence: StudentEvidence, rule_set: RuleSet
) -> Outcome:
    """A session in doubt never denies: it only asks somebody to look, when the outcome depends on it."""
    if total < rule_set.least_sessions:
        return "not_yet"
    if sure >= required:
        return "pass"
    return "review" if counted >= required or evidence.open_objections else "not_yet"


# --- one session --------------------------------------------------------------------------------------------


def _verdict(one: SessionEvidence, rule_set: RuleSet) -> SessionVerdict:
    missing, doubts = tuple(_missing(one, rule_set)), tuple(_doubts(one, rule_set))
    standing: Standing = "counted"
    if _milliseconds(one.held_seconds) == 0:
        standing, missing, doubts = "not_held", ("not_held",), ()
    elif missing:
        standing = "missed"
    elif doubts:
        standing = "in_doubt"
    return SessionVerdict(
        session_id=one.session_id,
        number=one.number,
        standing=standing,
        codes=missing or doubts,
        flags=tuple(sorted(set(one.flags))),
        present_minutes=int(one.present_seconds // 60),
        needed_minutes=-int(-one.held_seconds * rule_set.session_minutes_share_percent // 6000),
        held_minutes=int(one.held_seconds // 60),
        seq=one.seq,
    )


def _missing(one: SessionEvidence, rule_set: RuleSet) -> Iterable[str]:
    """What keeps a session from counting."""
    present, held = _milliseconds(one.present_seconds), _milliseconds(one.held_seconds)
    if present * 100 < held * rule_set.session_minutes_share_percent:
        yield "minutes_short" if present else "absent"
    elif one.acts < rule_set.acts_per_session and not one.attested:
        yield "act_missing"


def _doubts(one: SessionEvidence, rule_set: RuleSet) -> Iterable[str]:
    """What somebody should look at before a session is relied on."""
    if rule_set.needs_sign_off and not one.signed_off:
        yield "not_signed_off"
    missed = one.checkpoints_asked - one.checkpoints_answered
    if rule_set.missed_checkpoints_to_review and missed >= rule_set.missed_checkpoints_to_review:
        yield "checkpoint_missed"
    if set(rule_set.review_flags).intersection(one.flags):
        yield "record_disputed"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


# --- make-ups -----------------------------------------------------------------------------------------------


def _with_make_ups(
    verdicts: tuple[SessionVerdict, ...], make_ups: Iterable[MakeUp], required: int, rule_set: RuleSet
) -> tuple[SessionVerdict, ...]:
    """The verdicts with those make-ups, at most as many as the rule allows, that help the student most."""
    standings = _make_up_standings(make_ups, rule_set)
    most = min(rule_set.make_ups, len(standings))
    choices = [dict(chosen) for n in range(most + 1) for chosen in combinations(sorted(standings.items()), n)]
    settled = [tuple(_made_up(one, chosen) for one in verdicts) for chosen in choices]
    return max(
        settled, key=lambda some: (_sure(some) >= required, _counted(some) >= required, _counted(some), _sure(some))
    )


def _make_up_standings(make_ups: Iterable[MakeUp], rule_set: RuleSet) -> dict[int, Standing]:
    """The best make-up for each session number, of those that count or may count."""
    standings: dict[int, Standing] = {}
    for make_up in make_ups:
        standing: Standing = "counted" if make_up.accepted else "missed"
        if make_up.session is not None and not make_up.accepted:
            standing = _verdict(make_up.session, rule_set).standing
        if standing == "counted" or (standing == "in_doubt" and make_up.replaces not in standings):
            standings[make_up.replaces] = standing
    return standings


def _made_up(verdict: SessionVerdict, chosen: Mapping[int, Standing]) -> SessionVerdict:
    standing = chosen.get(verdict.number)
    helps = (verdict.standing == "missed" and standing) or (verdict.standing == "in_doubt" and standing == "counted")
    if not helps or standing is None:
        return verdict
    return SessionVerdict(
        session_id=verdict.session_id,
        number=verdict.number,
        standing=standing,
        codes=("made_up",) if standing == "counted" else ("made_up", "make_up_in_doubt"),
        flags=verdict.flags,
        present_minutes=verdict.present_minutes,
        needed_minutes=verdict.needed_minutes,
        held_minutes=verdict.held_minutes,
        seq=verdict.seq,
        made_up=True,
    )


def _sure(verdicts: Iterable[SessionVerdict]) -> int:
    return sum(one.standing == "counted" for one in verdicts)


def _counted(verdicts: Iterable[SessionVerdict]) -> int:
    return sum(one.standing in ("counted", "in_doubt") for one in verdicts)


# --- reasons ------------------------------------------------------------------------------------------------


def _whole_reason(counted: int, required: int, total: int, rule_set: RuleSet) -> Reason:
    figures = {"counted": counted, "required": required, "total": total}
    if total < rule_set.least_sessions:
        return Reason("too_few_sessions", params={**figures, "least": rule_set.least_sessions})
    if counted >= required:
        return Reason("sessions_met", params=figures)
    return Reason("sessions_short", params={**figures, "missing": required - counted})


def _circumstances(
    evidence: StudentEvidence, settled: tuple[SessionVerdict, ...], rule_set: RuleSet
) -> Iterable[Reason]:
    if evidence.sessions_to_come:
        yield Reason("sessions_to_come", params={"count": evidence.sessions_to_come})
    if evidence.open_objections:
        yield Reason("objection_open", params={"count": evidence.open_objections})
    offered = set(_make_up_standings(evidence.make_ups, rule_set))
    missed = {one.number for one in settled if one.standing == "missed"}
    if offered & missed:
        yield Reason("make_up_limit", tuple(sorted(offered & missed)), {"most": rule_set.make_ups})


def _session_reasons(settled: tuple[SessionVerdict, ...]) -> Iterable[Reason]:
    """One reason a code, with the numbers of its sessions."""
    numbers: dict[str, list[int]] = {}
    for one in settled:
        for code in one.codes:
            numbers.setdefault(code, []).append(one.number)
    for code in sorted(numbers):
        yield Reason(code, tuple(numbers[code]))


def _refuse_impossible(evidence: StudentEvidence) -> None:
    for values in ([one.number for one in evidence.sessions], [one.session_id for one in evidence.sessions]):
        if len(set(values)) != len(values):
            raise ValueError("two sessions have the same number or id")
    every = [*evidence.sessions, *(one.session for one in evidence.make_ups if one.session)]
    figures = [figure for one in every for figure in (one.held_seconds, one.present_seconds, one.acts)]
    if not all(0 <= figure < float("inf") for figure in figures):
        raise ValueError("seconds and acts must be numbers, 0 or more")
