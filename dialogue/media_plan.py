"""Who hears and sees whom, and who may send what: worked out from the room and the time alone.

Every process comes to the same plan, so nothing of it is stored or told between them. A *page* is one loaded page of a
device; its name stays while its socket comes and goes (``Connection.page``). Of a seat one page carries media.

Peers are the carrying pages of one place (the room of all, or one breakout): whoever is somebody's peer has that
somebody as a peer. Nobody who is outside, removed or in another breakout is among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dialogue import events as ev
from dialogue.media import OPEN_STAGES, media_device
from dialogue.state import SENDING_ROLES, Connection, Room, SeatState

# A page whose socket is gone is still heard and seen for so long: a server that restarts interrupts no talk.
LOST_SECONDS = 30.0
# How many of one place show their camera, and how many hear each other there.
CAMERAS_MOST = {"mesh": 6, "sfu": 12}
PEOPLE_MOST = {"mesh": 14, "sfu": 24}
# Who comes first where not everybody has a place: a room can do without listeners before it can do without a lead.
ORDER_OF_ROLES = {"lead": 0, "support": 0, "student": 1, "interpreter": 1}

# After these every plan is what it was; whatever is not named here may change one. Half of all commands are such.
# tests/dialogue/test_media_plan.py tries it in random histories.
QUIET: frozenset[type[ev.Event]] = frozenset(
    {
        ev.Said, ev.Whispered, ev.Captioned, ev.Reacted, ev.CommandNoted, ev.HandRaised, ev.HandLowered,
        ev.QueueSorted, ev.TimeGranted, ev.NoteWritten, ev.TopicAdded, ev.TopicMarked, ev.TopicObjected,
        ev.PollOpened, ev.PollClosed, ev.Answered, ev.AgreementEdited, ev.AgreementAccepted, ev.ReadyMarked,
        ev.PromptShown, ev.PairsPreviewed, ev.PairsEndSet, ev.HelpCalled, ev.HelpTaken, ev.HelpDone, ev.HurtFlagged,
        ev.DistressTagged, ev.Reported, ev.WentAway, ev.Attested, ev.CheckpointOpened, ev.CheckpointClosed,
        ev.ConfirmedHere, ev.PhaseTimeOver, ev.PhaseExtended, ev.Paused, ev.Resumed, ev.PauseMinuteStarted,
        ev.PauseMinuteEnded, ev.OutageNoted,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peer:
    """Another page of the same place. ``camera``: its picture may be shown; ``muted``: it is not to be heard;
    ``lost``: its socket is away, its sound and picture may well go on."""

    connection: str
    seat: int
    camera: bool
    muted: bool
    lost: bool = False


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """What one page is to do. ``why`` it cannot do all: "", device, outside, full, role, off (by the site).

    ``lost``: its socket is away; this is what the others still grant it.
    """

    epoch: int
    mode: str
    seat: int
    may_send_audio: bool = False
    may_send_video: bool = False
    peers: tuple[Peer, ...] = ()
    why: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """The page that carries the media of a seat."""

    page: str
    number: int
    seat: SeatState
    lost: bool


def plans(room: Room, now: float) -> dict[str, MediaPlan]:
    """Name of each page -> its plan, all in one pass."""
    found = {link.page: nothing(room, link) for link in room.connections.values() if link.page}
    if room.media.mode == "none" or room.stage not in OPEN_STAGES:
        return found
    for place in places(room, now).values():
        cameras = shown(room, place)
        peers = [peer_of(room, carrier, cameras) for carrier in place]
        for carrier in place:
            found[carrier.page] = plan_of(room, carrier, cameras, peers)
    return found


def media_plan(room: Room, page: str, now: float) -> MediaPlan | None:
    """The plan of one page; None when it is not known, or given up."""
    return plans(room, now).get(page)


def nothing(room: Room, link: Connection) -> MediaPlan:
    """Of a page that carries nothing now, and why."""
    why = ""
    if room.media.mode != "none":
        is_carrier = link.device == media_device(room, link.seat)
        why = "outside" if not carries(room, link.seat) else "full" if is_carrier else "device"
    return MediaPlan(room.media.epoch, "none", link.seat, why=why)


def plan_of(room: Room, carrier: Carrier, cameras: frozenset[int], peers: Iterable[Peer]) -> MediaPlan:
    number = carrier.number
    sends = carrier.seat.role in SENDING_ROLES
    return MediaPlan(
        room.media.epoch,
        room.media.mode,
        number,
        may_send_audio=sends and may_speak(room, number),
        may_send_video=sends and number in cameras,
        peers=tuple([peer for peer in peers if peer.seat != number]),
        why="" if sends else "role",
        lost=carrier.lost,
    )


def peer_of(room: Room, carrier: Carrier, cameras: frozenset[int]) -> Peer:
    number, seat = carrier.number, carrier.seat
    muted = seat.muted or seat.role not in SENDING_ROLES or not may_speak(room, number)
    return Peer(carrier.page, number, seat.camera and number in cameras, muted, carrier.lost)


def may_speak(room: Room, number: int) -> bool:
    """By the rules of the room, beside what the person or a facilitator has switched off.

    With a talking piece only who has the turn, in the room of all; who leads and who interprets is always heard.
    """
    seat = room.seats[number]
    if not (room.talking_piece and room.live and seat.room == 0) or seat.role != "student":
        return True
    return room.speaker is not None and room.speaker.seat == number


# -- who carries, and where ---------------------------------------------------------------------------------------


def carries(room: Room, number: int) -> bool:
    """Whether this seat is where the others may hear it; the lobby before the start is such a place."""
    seat = room.seats[number]
    return room.stage in OPEN_STAGES and not seat.gone and not seat.outside


def carriers(room: Room, now: float) -> list[Carrier]:
    """Of each seat that may be heard its page: the one of the newest device, or the one that was lost just now."""
    found = []
    for link in room.connections.values():
        if link.page and carries(room, link.seat) and link.device == media_device(room, link.seat):
            found.append(Carrier(link.page, link.seat, room.seats[link.seat], False))
    for number, seat in room.seats.items():
        if seat.left_page and is_held(seat, now) and carries(room, number) and not room.here(number):
            found.append(Carrier(seat.left_page, number, seat, True))
    return found


def is_held(seat: SeatState, now: float) -> bool:
    return seat.away_at is not None and now < seat.away_at + LOST_SECONDS


def held_until(room: Room, now: float) -> float | None:
    """When the next lost page is given up: plans change then without an event."""
    until = [seat.away_at + LOST_SECONDS for seat in room.seats.values() if seat.left_page and seat.away_at is not None]
    return min((at for at in until if at > now), default=None)


def places(room: Room, now: float) -> dict[int, list[Carrier]]:
    """Number of the breakout (0: the room of all) -> who is there, at most so many as can hear each other."""
    found: dict[int, list[Carrier]] = {}
    for carrier in sorted(carriers(room, now), key=rank):
        found.setdefault(carrier.seat.room, []).append(carrier)
    return {place: there[: PEOPLE_MOST[room.media.mode]] for place, there in found.items()}


def rank(carrier: Carrier) -> tuple[int, int]:
    return ORDER_OF_ROLES.get(carrier.seat.role, 2), carrier.number


def shown(room: Room, place: list[Carrier]) -> frozenset[int]:
    """Whose camera may be on: the speaker's, interpreters', those that were on first; while there is room, all."""
    most, speaker = CAMERAS_MOST[room.media.mode], room.speaker.seat if room.speaker else None
    senders = [one for one in place if one.seat.role in SENDING_ROLES]
    on = sorted([one for one in senders if one.seat.camera], key=lambda one: camera_rank(one, speaker))
    if len(on) < most:
        return frozenset([one.number for one in senders])
    return frozenset([one.number for one in on[:most]]) | ({speaker} if speaker is not None else frozenset())


def camera_rank(carrier: Carrier, speaker: int | None) -> tuple[bool, bool, float, int]:
    """Who signs says nothing without a picture."""
    signs = carrier.seat.role == "interpreter"
    return carrier.number != speaker, not signs, carrier.seat.camera_at or 0.0, carrier.number
