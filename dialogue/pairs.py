"""Pairs and other breakouts: preview, start, moving, latecomers, who is left alone, and everybody's return.

While they run the queue sleeps: hands keep their place and nobody is given the floor. Breakouts end by command, in
time, with the phase, with the session, and when no facilitator is left; then everybody is in the room of all (0).
"""

from dialogue import breakouts
from dialogue import commands as ask
from dialogue import events as ev
from dialogue.pairing import Groups, assign, couples_of
from dialogue.plan import BREAKOUT_SIZES, Breakout
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides, watches
from dialogue.speaking import clear_floor, give_next, put_back
from dialogue.state import Pairs, Preview, Room, with_seat
from dialogue.values import replace

PAIRS_MINUTES = range(61)
END_SECONDS = range(121)


# -- preview ------------------------------------------------------------------------------------------------------


@decides(ask.PreviewPairs)
def preview_pairs(draft: Draft, command: ask.PreviewPairs) -> None:
    """Asked again for the same people, it gives the next best assignment."""
    room = draft.room
    refuse(room.pairs is not None, "pairs_running")
    wish = wished(room, command)
    refuse(wish.size not in BREAKOUT_SIZES, "bad_size")
    refuse(wish.cross not in ("country", planned(room).cross), "bad_cross")
    seats = room.seats_inside("student")
    refuse(len(seats) < 2, "too_few_for_pairs")
    old = room.pairs_preview
    again = old is not None and old.wish == wish and sorted(sum(old.rooms, ())) == seats
    turn = old.turn + 1 if old is not None and again else 0
    rooms = assigned(room, seats, wish, turn)
    draft.add(ev.PairsPreviewed(command.seat, rooms, wish.size, wish.cross, wish.avoid_repeat, turn))


def planned(room: Room) -> Breakout:
    return room.phase.breakout if room.phase else Breakout()


def wished(room: Room, command: ask.PreviewPairs) -> Breakout:
    plan = planned(room)
    return Breakout(
        plan.size if command.size is None else command.size,
        plan.cross if command.cross is None else command.cross,
        plan.avoid_repeat if command.avoid_repeat is None else command.avoid_repeat,
    )


def assigned(room: Room, seats: list[int], wish: Breakout, turn: int = 0) -> Groups:
    """Country is the only attribute that a room knows; with another one no two people are alike."""
    countries = {seat: room.seats[seat].country for seat in seats} if wish.cross == "country" else {}
    return assign(seats, wish.size, countries, room.met if wish.avoid_repeat else frozenset(), turn)


@applies(ev.PairsPreviewed)
def previewed(room: Room, event: ev.PairsPreviewed, at: float) -> Room:
    wish = Breakout(event.size, event.cross, event.avoid_repeat)
    return replace(room, pairs_preview=Preview(groups_of(event.rooms), wish, event.turn))


def groups_of(rooms: Groups) -> Groups:
    """A log that comes back from storage may hold lists."""
    return tuple(tuple(group) for group in rooms)


# -- start --------------------------------------------------------------------------------------------------------


@decides(ask.StartPairs)
def start_pairs(draft: Draft, command: ask.StartPairs) -> None:
    room = draft.room
    refuse(room.pairs is not None, "pairs_running")
    refuse(command.minutes not in PAIRS_MINUTES, "bad_minutes")
    seats = room.seats_inside("student")
    refuse(len(seats) < 2, "too_few_for_pairs")
    rooms = repaired(room, seats) if room.pairs_preview else assigned(room, seats, planned(room))
    ends_at = draft.now + room.seconds(command.minutes) if command.minutes else None
    interrupted = clear_floor(draft, "pairs")
    if interrupted is not None:  # whoever had hardly begun is next when everybody is back
        put_back(draft, interrupted, 0)
    draft.add(ev.PairsStarted(room.pairs_turns + 1, rooms, ends_at, command.seat))


def repaired(room: Room, seats: list[int]) -> Groups:
    """The preview without those who left and with those who came; nobody is in a room alone."""
    assert room.pairs_preview is not None
    here = [tuple(seat for seat in group if seat in seats) for group in room.pairs_preview.rooms]
    kept = [group for group in here if len(group) > 1]
    loose = [seat for seat in seats if seat not in sum(kept, ())]
    if len(loose) > 1:
        kept += assigned(room, loose, room.pairs_preview.wish)
    elif loose:
        kept = joined(room, kept, loose[0])
    return tuple(kept)


def joined(room: Room, groups: list[tuple[int, ...]], seat: int) -> list[tuple[int, ...]]:
    """With one person more, in the smallest group where that person fits best."""
    best = min(range(len(groups)), key=lambda place: breakouts.rank(room, seat, place, list(groups[place])))
    return [(*group, seat) if place == best else group for place, group in enumerate(groups)]


@applies(ev.PairsStarted)
def pairs_started(room: Room, event: ev.PairsStarted, at: float) -> Room:
    rooms = groups_of(event.rooms)
    seats = dict(room.seats)
    for number, group in enumerate(rooms, start=1):
        seats |= {seat: replace(seats[seat], room=number) for seat in group}
    pairs = Pairs(event.turn, tuple(range(1, len(rooms) + 1)), at, event.ends_at)
    met = room.met | set(couples_of(rooms))
    return replace(room, seats=seats, pairs=pairs, pairs_turns=event.turn, pairs_preview=None, met=met)


# -- moving -------------------------------------------------------------------------------------------------------


@decides(ask.MoveTo)
def move_to(draft: Draft, command: ask.MoveTo) -> None:
    """While breakouts run; before that, within the preview."""
    room = draft.room
    refuse(command.who not in room.seats, "no_such_seat")
    refuse(room.pairs is None and room.pairs_preview is None, "no_pairs")
    refuse(not room.inside(command.who), "not_here")
    if room.pairs is None:
        move_in_preview(draft, command)
        return
    refuse(command.room not in (0, *room.pairs.rooms), "no_such_room")
    if room.seats[command.who].room != command.room:
        draft.add(ev.MovedTo(command.who, command.room, command.seat))


def move_in_preview(draft: Draft, command: ask.MoveTo) -> None:
    old = draft.room.pairs_preview
    assert old is not None
    refuse(not 1 <= command.room <= len(old.rooms), "no_such_room")
    refuse(draft.room.seats[command.who].role != "student", "not_a_student")
    if command.who in old.rooms[command.room - 1]:
        return
    rooms = [tuple(seat for seat in group if seat != command.who) for group in old.rooms]
    rooms[command.room - 1] += (command.who,)
    wish = old.wish
    draft.add(ev.PairsPreviewed(command.seat, tuple(rooms), wish.size, wish.cross, wish.avoid_repeat, old.turn))


@applies(ev.MovedTo)
def moved_to(room: Room, event: ev.MovedTo, at: float) -> Room:
    """``called_in``: a facilitator took the person into the room of all."""
    assert room.pairs is not None
    room = with_seat(room, event.seat, room=event.room)
    room = replace(room, met=room.met | breakouts.met_by(room, event.seat, event.room))
    assert room.pairs is not None
    called_in = room.pairs.called_in - {event.seat}
    if event.room == 0 and event.by is not None:
        called_in |= {event.seat}
    return replace(room, pairs=replace(room.pairs, called_in=called_in))


def seat_newcomers(draft: Draft, before: Room) -> None:
    """Whoever came in by this command, late or back again, is placed at once."""
    if draft.room.pairs is None:
        return
    for seat in draft.room.seats_inside("student"):
        if not before.inside(seat):
            place = breakouts.place_at_the_door(draft.room, seat)
            if place != draft.room.seats[seat].room:
                draft.add(ev.MovedTo(seat, place, None))


# -- the end ------------------------------------------------------------------------------------------------------


@decides(ask.EndPairs)
def end_pairs(draft: Draft, command: ask.EndPairs) -> None:
    refuse(draft.room.pairs is None, "no_pairs")
    refuse(command.seconds not in END_SECONDS, "bad_seconds")
    if command.seconds:
        draft.add(ev.PairsEndSet(draft.now + draft.room.scaled(command.seconds), command.seat))
    else:
        bring_back(draft, command.seat, "ended")


@applies(ev.PairsEndSet)
def pairs_end_set(room: Room, event: ev.PairsEndSet, at: float) -> Room:
    """The notice counts from here, also when the clock stood before."""
    assert room.pairs is not None
    stands_since = None if room.pairs.stands_since is None else at
    return replace(room, pairs=replace(room.pairs, ends_at=event.ends_at, stands_since=stands_since))


def bring_back(draft: Draft, by: int | None, reason: str) -> None:
    close_breakouts(draft, by, reason)
    give_next(draft)


def close_breakouts(draft: Draft, by: int | None, reason: str) -> None:
    """Everybody back, if breakouts run; who calls this goes on with the floor."""
    if draft.room.pairs is not None:
        draft.add(ev.PairsEnded(by, reason))


@applies(ev.PairsEnded)
def pairs_ended(room: Room, event: ev.PairsEnded, at: float) -> Room:
    seats = {number: replace(seat, room=0) if seat.room else seat for number, seat in room.seats.items()}
    return replace(room, seats=seats, pairs=None)


def move_with_the_clock(draft: Draft) -> None:
    """The end when its time has come; who was alone long enough goes to others."""
    ends_at = breakouts.ends_due_at(draft.room)
    if ends_at is not None and draft.now >= ends_at:
        bring_back(draft, None, "time")
    while (found := breakouts.first_alone(draft.room)) is not None and draft.now >= found[0]:
        place = breakouts.place_for(draft.room, found[1])
        assert place is not None
        draft.add(ev.MovedTo(found[1], place, None))


# -- after every event --------------------------------------------------------------------------------------------


@watches
def keep_in_step(room: Room, event: ev.Event, at: float) -> Room:
    """A new phase forgets the preview. In breakouts: who is out is in none, who is alone, and whether time stands."""
    if isinstance(event, ev.PhaseStarted | ev.Ended) and room.pairs_preview is not None:
        room = replace(room, pairs_preview=None)
    if room.pairs is None:
        return room
    if isinstance(event, ev.Removed | ev.SeatClosed | ev.SentToLobby):
        number = event.number if isinstance(event, ev.SeatClosed) else event.seat
        pairs = replace(room.pairs, called_in=room.pairs.called_in - {number})
        room = replace(with_seat(room, number, room=0), pairs=pairs)
    assert room.pairs is not None
    return replace(room, pairs=timed(room, counted_alone(room, room.pairs, at), at))


def counted_alone(room: Room, pairs: Pairs, at: float) -> Pairs:
    now = {seat: pairs.alone_since.get(seat, at) for seat in breakouts.alone(room)}
    return pairs if now == pairs.alone_since else replace(pairs, alone_since=now)


def timed(room: Room, pairs: Pairs, at: float) -> Pairs:
    """A time of its own ends later by as long as the clock stood."""
    standing = breakouts.stands(room)
    if standing == (pairs.stands_since is not None):
        return pairs
    if pairs.stands_since is None:
        return replace(pairs, stands_since=at)
    ends_at = None if pairs.ends_at is None else pairs.ends_at + at - pairs.stands_since
    return replace(pairs, stands_since=None, ends_at=ends_at)
