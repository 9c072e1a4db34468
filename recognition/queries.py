"""What the pages of recognition show: the certification desk, one student's record, the record of a session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from exchanges.models import Enrolment, Exchange
from recognition import rule_texts, timelines, words
from recognition.evidence import SeatFacts, SessionFacts
from recognition.issuing import is_due, newest_certificates, state_of
from recognition.models import Attestation, Certificate, Decision, SignOff
from recognition.pictures import Picture, picture_of
from recognition.rules import SessionVerdict
from recognition.seasons import (
    OVER,
    Proposed,
    Season,
    is_attested,
    is_to_come,
    proposed_for,
    read_facts,
    rule_set_of,
    season_of,
)
from recognition.services import newest_decisions, proposed_outcome
from sessions.models import DialogueSession, Seat

# Somebody who comes a minute after the start was there all the time, to the eye.
NEARLY_ALL = 0.95

# -- the desk ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One student in one session: whole minutes, and where it stands. ``minutes`` None: to come or not held."""

    number: int
    standing: str
    minutes: int | None = None
    held: int = 0
    needed: int = 0

    @property
    def words(self) -> str:
        return str(words.STANDINGS[self.standing])

    @property
    def level(self) -> str:
        """The shade of a heat cell, 0 to 4; from 3 on the time is enough."""
        if self.minutes is None or not self.held:
            return "none"
        if self.minutes >= self.needed:
            return "4" if self.minutes >= NEARLY_ALL * self.held else "3"
        return str(min(2, int(4 * self.minutes / self.held)))


@dataclass(frozen=True)
class Line:
    enrolment: Enrolment
    group: str
    proposed: Proposed
    cells: list[Cell]
    decision: Decision | None
    certificate: Certificate | None
    certificate_state: str

    @property
    def suggestion(self) -> str:
        return proposed_outcome(self.proposed)

    @property
    def suggested(self) -> str:
        return str(Decision.Outcome(self.suggestion).label)

    @property
    def is_open(self) -> bool:
        """The newest decision does not say what the rule proposes now."""
        return self.decision is None or self.decision.outcome != self.suggestion

    @property
    def may_issue(self) -> bool:
        return is_due(self.decision, self.certificate)

    @property
    def reasons(self) -> list[str]:
        return rule_texts.texts(self.proposed.proposal)

    @property
    def proposal_words(self) -> str:
        return str(words.PROPOSALS[self.proposed.proposal.outcome])


def desk_lines(exchange: Exchange, enrolments: QuerySet[Enrolment]) -> list[Line]:
    """A line for each of these students who did not leave, by name."""
    season = season_of(exchange)
    decisions, certificates = newest_decisions(exchange), newest_certificates(exchange)
    groups = dict(exchange.groups.values_list("pk", "name"))
    numbers = session_numbers(season)
    here = enrolments.exclude(status=Enrolment.Status.WITHDRAWN).select_related("user", "institution")
    lines = []
    for enrolment in here.order_by("user__name", "pk"):
        proposed = proposed_for(season, enrolment)
        own = season.groups.get(enrolment.pk, [])
        certificate = certificates.get(enrolment.pk)
        lines.append(
            Line(
                enrolment=enrolment,
                group=groups.get(own[-1], "") if own else "",
                proposed=proposed,
                cells=[cell_of(number, proposed) for number in numbers],
                decision=decisions.get(enrolment.pk),
                certificate=certificate,
                certificate_state=state_of(certificate) if certificate else "",
            )
        )
    return lines


def session_numbers(season: Season) -> list[int]:
    return sorted({meeting.number for meeting in season.meetings.values()})


def cell_of(number: int, proposed: Proposed) -> Cell:
    verdict = next((one for one in proposed.proposal.sessions if one.number == number), None)
    if verdict is None:
        return Cell(number, "to_come")
    if verdict.standing == "not_held":
        return Cell(number, "not_held")
    return Cell(number, verdict.standing, verdict.present_minutes, verdict.held_minutes, verdict.needed_minutes)


@dataclass(frozen=True)
class Filters:
    """What the desk is narrowed to; an empty text means everything."""

    group: str = ""
    institution: str = ""
    proposal: str = ""
    state: str = ""

    def keep(self, line: Line) -> bool:
        return (
            self.group in ("", line.group)
            and self.institution in ("", line.enrolment.institution.slug)
            and self.proposal in ("", line.proposed.proposal.outcome)
            and (not self.state or has_state(line, self.state))
        )


def has_state(line: Line, state: str) -> bool:
    """open: to decide; issue: certified and without certificate; done: neither."""
    if state == "open":
        return line.is_open
    return line.may_issue if state == "issue" else not (line.is_open or line.may_issue)


@dataclass(frozen=True)
class Unsigned:
    meeting: DialogueSession
    leads: list[str]


def unsigned_sessions(exchange: Exchange) -> list[Unsigned]:
    """Sessions that are over and wait for a signature, oldest first."""
    waiting = exchange.sessions.filter(kind=DialogueSession.Kind.SESSION, state__in=OVER, sign_off__isnull=True)
    seats = Seat.objects.filter(dialogue_session__in=waiting, role__in=("lead", "support"), removed_at=None)
    names: dict[UUID, list[str]] = {}
    for seat in seats.select_related("user"):
        names.setdefault(seat.dialogue_session_id, []).append(str(seat.user or seat.name))
    return [Unsigned(one, names.get(one.pk, [])) for one in waiting.select_related("group").order_by("starts_at")]


def counts(lines: Iterable[Line]) -> dict[str, int]:
    found = list(lines)
    return {
        "students": len(found),
        "pass": sum(line.proposed.proposal.outcome == "pass" for line in found),
        "review": sum(line.proposed.proposal.outcome == "review" for line in found),
        "not_yet": sum(line.proposed.proposal.outcome == "not_yet" for line in found),
        "valid": sum(line.certificate_state == "valid" for line in found),
    }


# -- one student ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionLine:
    """One session of a student's record. ``picture`` and ``rows`` say the same; ``moments`` are the checks and acts."""

    number: int
    title: str
    starts_at: datetime
    standing: str
    verdict: SessionVerdict | None
    picture: Picture | None
    rows: list[timelines.Row]
    moments: list[timelines.Moment]
    checks: tuple[int, int]
    took_part: bool
    attested: bool
    signed: SignOff | None
    meeting: DialogueSession

    @property
    def standing_words(self) -> str:
        return str(words.STANDINGS[self.standing])

    @property
    def codes(self) -> list[str]:
        return [str(words.CODES[code]) for code in self.verdict.codes if code in words.CODES] if self.verdict else []

    @property
    def flags(self) -> list[str]:
        kept = tuple(flag for flag in self.verdict.flags if flag != "absent") if self.verdict else ()
        return words.flag_words(kept)


@dataclass(frozen=True)
class Record:
    enrolment: Enrolment
    proposed: Proposed
    sessions: list[SessionLine]
    decision: Decision | None
    certificate: Certificate | None
    certificate_state: str

    @property
    def reasons(self) -> list[str]:
        return rule_texts.texts(self.proposed.proposal)

    @property
    def suggestion(self) -> str:
        return proposed_outcome(self.proposed)

    @property
    def may_issue(self) -> bool:
        return is_due(self.decision, self.certificate)


def record_for(season: Season, enrolment: Enrolment, *, own: bool = False) -> Record:
    """``own``: for the person itself, who is told how it took part; others are told that it did."""
    proposed = proposed_for(season, enrolment)
    certificate = newest_certificates(season.exchange).get(enrolment.pk)
    return Record(
        enrolment=enrolment,
        proposed=proposed,
        sessions=session_lines(season, enrolment, proposed, own),
        decision=newest_decisions(season.exchange).get(enrolment.pk),
        certificate=certificate,
        certificate_state=state_of(certificate) if certificate else "",
    )


def session_lines(season: Season, enrolment: Enrolment, proposed: Proposed, own_words: bool) -> list[SessionLine]:
    verdicts = {UUID(one.session_id): one for one in proposed.proposal.sessions}
    seats = {seat.dialogue_session_id: seat for seat in season.seats.get(enrolment.user_id, [])}
    own = season.groups.get(enrolment.pk, [])[-1:]
    shown = [
        meeting
        for meeting in season.meetings.values()
        if meeting.pk in verdicts or (meeting.group_id in own and is_to_come(season, meeting))
    ]
    return [session_line(season, enrolment, one, seats.get(one.pk), verdicts.get(one.pk), own_words) for one in shown]


def session_line(
    season: Season,
    enrolment: Enrolment,
    meeting: DialogueSession,
    seat: Seat | None,
    verdict: SessionVerdict | None,
    own_words: bool,
) -> SessionLine:
    facts = season.facts.get(meeting.pk)
    there = facts.seat(seat.number) if facts and seat else None
    parts = timelines.parts_of(facts, there) if facts else []
    attested = is_attested(season, enrolment, meeting, there)
    return SessionLine(
        number=meeting.number,
        title=meeting.title,
        starts_at=meeting.starts_at,
        standing=verdict.standing if verdict else "to_come",
        verdict=verdict,
        picture=picture_of(there, parts, with_acts=True),
        rows=timelines.rows_of(parts),
        moments=timelines.moments_of(there, with_acts=own_words),
        checks=(there.answered, len(there.checks)) if there else (0, 0),
        took_part=bool(there and there.acts >= season.rule_set.acts_per_session) or attested,
        attested=attested,
        signed=season.sign_offs.get(meeting.pk),
        meeting=meeting,
    )


# -- the record of a session, to sign ------------------------------------------------------------------------


@dataclass(frozen=True)
class Attendee:
    """One student as the facilitator confirms it: minutes with their reasons, and whether an act was recorded.

    Never when or how somebody took part. ``confirmed``: a facilitator said in the room that the person did.
    """

    seat: Seat
    enrolment: Enrolment | None
    minutes: int
    took_part: bool
    attestation: Attestation | None
    confirmed: bool
    flags: list[str]
    parts: list[dict[str, object]]
    picture: Picture | None
    rows: list[timelines.Row]
    checks: tuple[int, int]


def session_record(meeting: DialogueSession) -> dict[str, Any]:
    """The context of the page to sign."""
    assert meeting.exchange is not None
    rule_set = rule_set_of(meeting.exchange)
    facts = read_facts([meeting.pk], rule_set.bridge_seconds).get(meeting.pk) if meeting.state in OVER else None
    signed = SignOff.objects.filter(dialogue_session=meeting).select_related("signed_by").first()
    return {
        "meeting": meeting,
        "exchange": meeting.exchange,
        "facts": facts,
        "window_seconds": facts.window[1] - facts.window[0] if facts and facts.window else 0,
        "ends": f"{timelines.clock(facts.window[0])} {timelines.clock(facts.window[1])}"
        if facts and facts.window
        else "",
        "held_minutes": int(facts.held_seconds // 60) if facts else 0,
        "taken_out": taken_out(facts) if facts else [],
        "attendees": attendees(meeting, facts, rule_set.acts_per_session),
        "signed": signed,
        "is_over": meeting.state in OVER,
    }


def taken_out(facts: SessionFacts) -> list[timelines.Row]:
    """Without what is less than a minute, such as the seconds between the last sign of life and the end."""
    rows = (timelines.row_of(timelines.Part(one.start, one.end, one.why)) for one in facts.excluded)
    return [row for row in rows if row.minutes]


def attendees(meeting: DialogueSession, facts: SessionFacts | None, acts_needed: int) -> list[Attendee]:
    seats = meeting.seats.filter(role=Seat.Role.STUDENT, user__isnull=False).select_related("user")
    enrolments = {one.user_id: one for one in Enrolment.objects.filter(exchange=meeting.exchange_id)}
    attestations = {one.enrolment_id: one for one in meeting.attestations.select_related("by")}
    found = []
    for seat in seats:
        enrolment = enrolments.get(seat.user_id or 0)
        there = facts.seat(seat.number) if facts else None
        attestation = attestations.get(enrolment.pk) if enrolment else None
        found.append(attendee(seat, enrolment, facts, there, attestation, acts_needed))
    return sorted(found, key=lambda one: str(one.seat.user).casefold())


def attendee(
    seat: Seat,
    enrolment: Enrolment | None,
    facts: SessionFacts | None,
    there: SeatFacts | None,
    attestation: Attestation | None,
    acts_needed: int,
) -> Attendee:
    parts = timelines.parts_of(facts, there) if facts else []
    return Attendee(
        seat=seat,
        enrolment=enrolment,
        minutes=int(there.presence.seconds // 60) if there else 0,
        took_part=bool(there and there.acts >= acts_needed),
        attestation=attestation,
        confirmed=bool(there and there.words),
        flags=words.flag_words(there.flags) if there else [],
        parts=timelines.strip_parts(parts),
        picture=picture_of(there, parts, with_acts=False),
        rows=timelines.rows_of(parts),
        checks=(there.answered, len(there.checks)) if there else (0, 0),
    )
