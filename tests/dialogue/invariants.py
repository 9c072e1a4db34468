"""What must hold in any room, whatever was asked before."""

from dialogue import events as ev
from dialogue.breakouts import alone, place_for
from dialogue.checks import check_for
from dialogue.media import OPEN_STAGES
from dialogue.media_plan import CAMERAS_MOST, PEOPLE_MOST, plans
from dialogue.room import Room, next_due_at
from dialogue.speaking import SELF_GIVING_ORDERS, can_speak
from dialogue.state import ALONE_SECONDS, FACILITATOR_ROLES, QUEUE_HOLD_SECONDS, SPEAKING_ROLES


def check_room(room: Room) -> None:
    check_floor(room)
    check_free_floor(room)
    check_presence(room)
    check_lead(room)
    check_written(room)
    check_question(room)
    check_pairs(room)
    check_media(room, room.at)


def check_media(room: Room, now: float) -> None:
    """Who is heard by whom, for every page that there is."""
    found = plans(room, now)
    most = {"none": 0} | CAMERAS_MOST
    carriers = {page: plan for page, plan in found.items() if plan.mode != "none"}
    assert len({plan.seat for plan in carriers.values()}) == len(carriers), "one page of a seat carries media"
    assert not carriers or room.stage in OPEN_STAGES, "nobody is heard in a room that is closed"
    for page, plan in carriers.items():
        seat = room.seats[plan.seat]
        assert (plan.epoch, plan.mode) == (room.media.epoch, room.media.mode), "a plan is of the newest epoch"
        assert not seat.gone, "who was taken out is heard by nobody"
        assert not seat.outside, "who waits outside neither"
        assert plan.lost or room.here(plan.seat), "who is not here is only held"
        for peer in plan.peers:
            other = found[peer.connection]
            assert page in {one.connection for one in other.peers}, "who is my peer has me as a peer"
            assert room.seats[peer.seat].room == seat.room, "nobody is heard in another breakout"
            assert not peer.camera or other.may_send_video, "who is shown may be"
            assert peer.muted or other.may_send_audio, "who is heard may be"
        shown = sum(peer.camera for peer in plan.peers) + (seat.camera and plan.may_send_video)
        assert shown <= most[plan.mode], "no more cameras than there is room for"
        assert len(plan.peers) < PEOPLE_MOST[plan.mode]


def check_pairs(room: Room) -> None:
    """Nobody in limbo: everybody is in exactly one room that exists."""
    rooms = room.pairs.rooms if room.pairs else ()
    assert room.live or room.pairs is None, "breakouts end with the session"
    assert room.pairs is None or room.lead is not None, "no breakouts without a facilitator"
    assert room.pairs is None or room.speaker is None, "in breakouts nobody has the floor"
    for seat in room.seats.values():
        assert seat.room in (0, *rooms), "a seat is in a room that exists"
        assert not (seat.room and (seat.gone or seat.outside)), "who is out is in no breakout"
    if room.pairs is not None:
        assert sorted(room.pairs.alone_since) == alone(room), "it is known who is alone"


def check_floor(room: Room) -> None:
    queue = [hand.seat for hand in room.queue]
    speaking = [room.speaker.seat] if room.speaker else []
    assert len(queue) == len(set(queue)), "a seat stands in the queue once"
    if room.speaker is not None and not room.speaker.reply:  # who replies keeps the place in the queue
        assert room.speaker.seat not in queue, "who speaks does not wait"
    replies = [room.reply.seat] if room.reply else []
    assert not set(replies) & set(speaking), "who has the floor does not wait to reply"
    assert not (queue or speaking or replies) or room.live, "nobody waits in a room that is not live"
    for number in queue + speaking + replies:
        seat = room.seats[number]
        assert not seat.gone, "who was taken out neither waits nor speaks"
        assert not seat.outside, "who was sent to the lobby neither"
        assert seat.role in SPEAKING_ROLES
        assert room.here(number) or seat.away_at is not None, "a place is held only with an end in sight"


def check_free_floor(room: Room) -> None:
    """A floor that nobody has, though somebody waits who could be given it by itself."""
    if room.speaker is not None or not room.live or room.pairs is not None:
        return
    assert room.reply is None or not can_speak(room, room.reply.seat), "a reply waits for nothing"
    ready = [hand.seat for hand in room.queue if can_speak(room, hand.seat)]
    assert not (ready and room.order in SELF_GIVING_ORDERS), "the next one waits for nothing"


def check_presence(room: Room) -> None:
    for number, seat in room.seats.items():
        assert not (seat.gone and room.here(number)), "who is out has no connection"
        assert not (room.here(number) and seat.away_at is not None), "who is here is not away"
    assert all(link.since <= room.at for link in room.connections.values())


def check_lead(room: Room) -> None:
    assert room.lead is None or room.seats[room.lead].role in FACILITATOR_ROLES
    if not room.live:
        return
    assert (room.running is None) == (room.plan is None), "a live room with a plan is in one of its phases"
    if room.lead is None:
        assert not room.facilitators_here(), "a facilitator who is here leads, or another one does"
        assert room.running is None or room.running.paused_at is None, "the clock of an unled plan does not stand"
    else:
        assert not room.seats[room.lead].outside, "who waits outside does not lead"
        assert room.here(room.lead) or room.seats[room.lead].away_at is not None


def check_question(room: Room) -> None:
    """A presence check that is open."""
    if room.check is None:
        return
    assert room.live, "a question only while the room is live"
    assert room.lead is not None, "and only in time that counts"
    assert room.phase is None or room.phase.kind != "break"
    assert room.check.n <= room.checks
    for number in room.check.asked:
        assert room.inside(number) != (number in room.check.away_since), "it is known since when somebody is away"
        assert check_for(room, number) is None or room.inside(number), "only who is in the room sees the question"
    assert room.check.answered <= room.check.asked, "who was not asked has not answered"
    assert set(room.check.missed_seconds) <= room.check.asked
    assert all(0 <= missed <= room.at - room.check.opened_at for missed in room.check.missed_seconds.values())


def check_events(events: list[ev.Event], before: Room) -> None:
    for event in events:
        if isinstance(event, ev.TurnEnded):
            assert event.seconds >= 0, "nobody speaks for less than no time"
        if isinstance(event, ev.CheckpointClosed):
            assert all(before.inside(number) for number in event.asked), "who is gone at the end was not asked"
            assert set(event.answered) <= set(event.asked)
        if isinstance(event, ev.PhaseStarted):
            assert not before.over, "no phase begins in a room that is over"
            assert event.ends_at > before.at, "a phase ends after it began"


def check_written(room: Room) -> None:
    polls = room.polls.values()
    assert sum(poll.open for poll in polls) <= 1, "one poll is open at a time"
    assert not (room.over and any(poll.open for poll in polls)), "a poll is closed with its session"
    assert all(poll.answered <= set(room.seats) for poll in polls)
    assert all(seat.agreed <= room.agreement for seat in room.seats.values()), "nobody accepts words to come"
    assert room.agreement == room.lines.get("agreement", 0)


def check_nothing_left_to_do(room: Room, now: float) -> None:
    """After ``TimeUp`` at ``now``."""
    due = next_due_at(room)
    assert due is None or due > now, "a due time that stays due is a busy clock"
    for seat, since in room.pairs.alone_since.items() if room.pairs else ():
        only_one = place_for(room, seat) is None
        assert only_one or now < since + ALONE_SECONDS, "nobody is left alone unless the only one left"
    for hand in (*room.queue, room.reply):
        if hand is None:
            continue
        away_at = room.seats[hand.seat].away_at
        assert away_at is None or now < away_at + QUEUE_HOLD_SECONDS
