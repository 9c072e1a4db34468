"""Writes of talk time: what a room measured, the switch "do not measure me", and what is deleted when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.timezone import now

from accounts import services as accounts
from dialogue.talk import SLOTS_PER_SECOND, Segment
from dialogue.talk_bands import Measured
from sessions import doorbell, ground_rules
from sessions.models import DialogueSession, Seat, TalkFigure, TalkMethod, TalkSegment
from sessions.talk.queries import Figures, best_figures, check_figures, measured_seats

# Of the slots, the majority, hangover and onset, and of the page's detector. A change of any of them is a new version.
METHOD_VERSION = 1
SEGMENT_DAYS = 14
FIGURE_DAYS = 90


class Entry(NamedTuple):
    """What became known of one seat between two slots: ``grown`` since then, but ``unmuted`` and ``inside`` in all."""

    seat: int
    since: int
    until: int
    grown: Measured
    segments: tuple[Segment, ...] = ()
    witnesses: int = 0


class Kept(NamedTuple):
    """What is written now, what it can be checked against, and of whom anything may be kept."""

    figures: Figures
    checks: Figures
    measured: frozenset[int]


@transaction.atomic
def keep(session: UUID, entries: Iterable[Entry], method: str = TalkMethod.WITNESSES) -> Kept:
    """Adds to the figures, each slot once, whatever is repeated. Of who is not measured nothing is left."""
    list(Seat.objects.select_for_update().filter(dialogue_session_id=session))  # a switch waits for us, or we for it
    measured = measured_seats(session)
    forget_seats(session, measured)
    for entry in entries:
        if entry.seat in measured:
            keep_seat(session, entry, method)
    return Kept(best_figures(session), check_figures(session), measured)


def keep_seat(session: UUID, entry: Entry, method: str) -> None:
    known = {"dialogue_session_id": session, "seat": entry.seat, "method": method}
    new = {"version": METHOD_VERSION, "settled_slot": entry.since}
    row, _ = TalkFigure.objects.get_or_create(**known, defaults=new)
    grown = entry.grown
    added = TalkFigure.objects.filter(pk=row.pk, settled_slot__lte=entry.since).update(
        settled_slot=entry.until,
        talk_slots=F("talk_slots") + grown.talk,
        covered_slots=F("covered_slots") + grown.covered,
        single_slots=F("single_slots") + grown.single,
        disputed_slots=F("disputed_slots") + grown.disputed,
        unmuted_slots=grown.unmuted,
        inside_slots=grown.inside,
        witnesses=max(row.witnesses, entry.witnesses),
    )
    if added:
        keep_segments(known, entry.segments)


def keep_segments(known: dict[str, object], found: Iterable[Segment]) -> None:
    """One that went on is lengthened."""
    rows = [
        TalkSegment(first_slot=s.first, end_slot=s.end, single_slots=s.single, disputed_slots=s.disputed, **known)
        for s in found
    ]
    TalkSegment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dialogue_session", "seat", "method", "first_slot"],
        update_fields=["end_slot", "single_slots", "disputed_slots"],
    )


def forget_seats(session: UUID, measured: Iterable[int]) -> None:
    for model in (TalkSegment, TalkFigure):
        model._default_manager.filter(dialogue_session_id=session).exclude(seat__in=measured).delete()


# -- the switch ------------------------------------------------------------------------------------------------


@transaction.atomic
def stop_measuring(seat: Seat) -> None:
    """From now on nothing is kept, and what this session had is deleted; the next sessions of this scope too.

    What this person's page hears of others goes on counting for those.
    """
    Seat.objects.select_for_update().filter(pk=seat.pk).update(unmeasured=True)
    for model in (TalkSegment, TalkFigure):
        model._default_manager.filter(dialogue_session_id=seat.dialogue_session_id, seat=seat.number).delete()
    if seat.user is not None:
        accounts.withdraw_consent(seat.user, ground_rules.TALK.key, ground_rules.scope_of(seat.dialogue_session))
    transaction.on_commit(lambda: ring(seat))


@transaction.atomic
def measure_again(seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(unmeasured=False)
    if seat.user is not None:
        accounts.grant_consent(seat.user, ground_rules.TALK.key, ground_rules.scope_of(seat.dialogue_session))
    transaction.on_commit(lambda: ring(seat))


def ring(seat: Seat) -> None:
    """The processes of the room drop what they hold of this seat, and look again who is measured."""
    group = doorbell.group_of(seat.dialogue_session_id)
    doorbell.ring_from_outside(group, {"session": seat.dialogue_session_id.hex, "talk_switch": seat.number})


# -- what is deleted when --------------------------------------------------------------------------------------


def forget_old_talk(at: datetime | None = None) -> int:
    """Segments after 14 days, figures 90 days after the last session of the exchange. Returns how many rows went."""
    moment = at or now()
    cut_slot = int((moment - timedelta(days=SEGMENT_DAYS)).timestamp() * SLOTS_PER_SECOND)
    segments, _ = TalkSegment.objects.filter(end_slot__lt=cut_slot).delete()
    old = over_since(moment - timedelta(days=FIGURE_DAYS))
    figures, _ = TalkFigure.objects.filter(dialogue_session__in=old).delete()
    return segments + figures


def over_since(cut: datetime) -> "QuerySet[DialogueSession]":
    """Sessions of which the last of their exchange, or who belong to none themselves, began before ``cut``."""
    lasting = DialogueSession.objects.filter(exchange=None, starts_at__lt=cut)
    over = DialogueSession.objects.values("exchange").annotate(last=Max("starts_at")).filter(last__lt=cut)
    return lasting | DialogueSession.objects.filter(exchange__in=over.values("exchange"))
