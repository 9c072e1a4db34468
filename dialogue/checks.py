"""Presence checks: "are you still here?", twice in 90 held minutes, answered by whatever one does.

When to ask is drawn by the server (sessions/checks.py), so that nobody can know it before. A check is a question to
who is in the room; a missed one is a reason to look, never a denial. What makes the question unfair (a break, a pause,
no facilitator) takes it back. Who lost the connection finds the question again on coming back, so that a reconnect is
no way around it; who is not there at its end, or had it for less than half a minute, was not asked.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides, watches
from dialogue.speaking import TURN_COUNTS_SECONDS, counts
from dialogue.state import CHECK_SECONDS, Check, Room
from dialogue.values import replace

# Nobody is asked while people arrive or say goodbye.
MARGIN_MINUTES = 5.0
# A check whose end is noticed later than this counts for nobody.
LATE_SECONDS = 30.0
# Who had the question for less, because of a lost connection, was not asked.
LEAST_SECONDS = 30.0

# Events by which ``seat`` shows itself. A microphone is no sign, a page may switch it by itself; who objects or asks
# for a pause minute is known to nobody.
SIGNS = (
    ev.ConfirmedHere, ev.HandRaised, ev.HandLowered, ev.TurnEnded, ev.Said, ev.NoteWritten, ev.TopicAdded,
    ev.TopicMarked, ev.Answered, ev.AgreementAccepted, ev.ReadyMarked, ev.Reacted, ev.WentAway, ev.HelpCalled,
    ev.HurtFlagged, ev.Reported, ev.CommandNoted,
)  # fmt: skip
# After one of these it would be unfair to be asked: the check is taken back and counts for nobody.
TAKEN_BACK_BY = (ev.Paused, ev.PauseMinuteStarted, ev.LeadLost, ev.Ended)
OWN_WORDS_FOR_LOWERING = ("lowered", "passed")
NO_SIGN = {ask.SetMedia.__name__, ask.Object.__name__, ask.PauseMinute.__name__}


# -- asking ----------------------------------------------------------------------------------------------------


@decides(server.CheckpointDue)
def checkpoint_due(draft: Draft, command: server.CheckpointDue) -> None:
    """Late, doubled, or at a bad moment it asks nothing."""
    if command.n > draft.room.checks and may_ask(draft.room, draft.now):
        draft.add(ev.CheckpointOpened(command.n, draft.now + draft.room.seconds(CHECK_SECONDS / 60)))


def may_ask(room: Room, now: float) -> bool:
    """Whether this is time that counts, away from its ends, with students to ask and no check open."""
    span = asking_span(room)
    if span is None or not span[0] <= now <= span[1] or room.lead is None:
        return False
    standing = room.running is not None and room.running.paused_at is not None
    resting = room.phase is not None and room.phase.kind == "break"
    if standing or resting or room.pause_minute_until is not None or room.check is not None:
        return False
    return bool(room.seats_inside("student"))


def asking_span(room: Room) -> tuple[float, float] | None:
    """From when to when a check may open: it is over before the last minutes begin. None: not live, or too short."""
    if not room.live or room.live_at is None:
        return None
    margin = room.seconds(MARGIN_MINUTES)
    end = room.live_at + room.seconds(room.minutes)
    if room.land_ends_at is not None:
        end = min(end, room.land_ends_at)
    span = (room.live_at + margin, end - margin - room.seconds(CHECK_SECONDS / 60))
    return span if span[0] < span[1] else None


@applies(ev.CheckpointOpened)
def checkpoint_opened(room: Room, event: ev.CheckpointOpened, at: float) -> Room:
    asked = frozenset(room.seats_inside("student"))
    return replace(room, checks=event.n, check=Check(event.n, at, event.ends_at, asked))


# -- answering -------------------------------------------------------------------------------------------------


@decides(ask.ConfirmHere)
def confirm_here(draft: Draft, command: ask.ConfirmHere) -> None:
    check = draft.room.check
    refuse(check is None or check.n != command.check or command.seat not in check.asked, "no_check")
    assert check is not None
    if command.seat not in check.answered:
        draft.add(ev.ConfirmedHere(command.seat, check.n))


@applies(ev.ConfirmedHere)
def confirmed_here(room: Room, event: ev.ConfirmedHere, at: float) -> Room:
    return room  # noted below, like every other sign


@watches
def note_signs(room: Room, event: ev.Event, at: float) -> Room:
    """What happens while a check is open: an answer, a loss, or something that takes the check back."""
    check = room.check
    if check is None or isinstance(event, ev.CheckpointOpened):
        return room
    if takes_back(room, event):
        return replace(room, check=None)
    seat = doer(event)
    if seat in check.asked and seat not in check.answered:
        check = replace(check, answered=check.answered | {seat})
    if isinstance(event, ev.Disconnected | ev.SentToLobby | ev.Connected | ev.Admitted) and event.seat in check.asked:
        check = went_or_came(room, check, event, at)
    return room if check is room.check else replace(room, check=check)


def went_or_came(
    room: Room, check: Check, event: ev.Disconnected | ev.SentToLobby | ev.Connected | ev.Admitted, at: float
) -> Check:
    """A lost connection counts from its last sign of life: from then on nobody saw the question."""
    seat, away_since = event.seat, dict(check.away_since)
    if not room.inside(seat):
        since = event.last_sign_at if isinstance(event, ev.Disconnected) else at
        away_since.setdefault(seat, max(check.opened_at, since))
        return replace(check, away_since=away_since)
    if seat not in away_since:
        return check
    missed = check.missed_seconds.get(seat, 0.0) + at - away_since.pop(seat)
    return replace(check, away_since=away_since, missed_seconds={**check.missed_seconds, seat: missed})


def takes_back(room: Room, event: ev.Event) -> bool:
    resting = room.phase is not None and room.phase.kind == "break"
    return isinstance(event, TAKEN_BACK_BY) or (isinstance(event, ev.PhaseStarted) and resting)


def doer(event: ev.Event) -> int | None:
    """The seat that showed itself by this event, or None."""
    if not isinstance(event, SIGNS):
        return None
    match event:
        case ev.HandRaised(pinned=pinned, called=called) if pinned or called:
            return None
        case ev.HandLowered(reason=reason) if reason not in OWN_WORDS_FOR_LOWERING:
            return None
        case ev.TurnEnded() if not (counts(event) or event.reason in ("ended", "passed")):
            return None
        case ev.CommandNoted(do=do) if do in NO_SIGN:
            return None
    return event.seat


def speaks_now(room: Room, now: float) -> int | None:
    """Who has had the floor for long enough to count, and is connected."""
    turn = room.speaker
    if turn is None or now - turn.since < TURN_COUNTS_SECONDS or not room.here(turn.seat):
        return None
    return turn.seat


# -- the end ---------------------------------------------------------------------------------------------------


def check_due_at(room: Room) -> float | None:
    return room.check.ends_at if room.check is not None else None


def close_check(draft: Draft) -> None:
    """A server that slept through the end may have slept through answers too: then nobody was asked."""
    check = draft.room.check
    if check is None or draft.now < check.ends_at:
        return
    asked = asked_at_end(draft.room, check) if draft.now < check.ends_at + LATE_SECONDS else frozenset()
    signs = check.answered | {speaks_now(draft.room, draft.now)}
    draft.add(ev.CheckpointClosed(check.n, tuple(sorted(asked)), tuple(sorted(asked & signs))))


def asked_at_end(room: Room, check: Check) -> frozenset[int]:
    """Of those who were there at the opening, who is there now and had the question before them for long enough."""
    most = check.ends_at - check.opened_at - room.scaled(LEAST_SECONDS)
    return frozenset(n for n in check.asked if room.inside(n) and check.missed_seconds.get(n, 0.0) <= most)


@applies(ev.CheckpointClosed)
def checkpoint_closed(room: Room, event: ev.CheckpointClosed, at: float) -> Room:
    return replace(room, check=None)


# -- what is seen ----------------------------------------------------------------------------------------------


def check_for(room: Room, number: int) -> dict[str, float] | None:
    """The question to this seat; None when there is none, it has answered, or it has the floor."""
    check = room.check
    speaking = room.speaker is not None and room.speaker.seat == number
    if check is None or speaking or number not in check.asked or number in check.answered or not room.inside(number):
        return None
    return {"n": check.n, "ends_at": check.ends_at}


def check_count(room: Room) -> dict[str, int] | None:
    """For facilitators: how many are asked, of those in the room, and have answered, never who."""
    check = room.check
    if check is None:
        return None
    asked = {number for number in check.asked if room.inside(number)}
    return {"asked": len(asked), "answered": len(asked & check.answered)}
