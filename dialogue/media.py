"""Microphones and cameras as their owners have them. A facilitator can turn one off, and nobody can turn one on for
somebody else. Sound and picture themselves are not the room's business; presence and speaking never depend on them.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room, SeatState, with_seat

# So many devices of a seat are remembered, in the order in which each first came.
DEVICES_MOST = 8


@decides(ask.SetMedia)
def set_media(draft: Draft, command: ask.SetMedia) -> None:
    seat = draft.room.seats[command.seat]
    if (seat.muted, seat.camera) != (command.muted, command.camera):
        draft.add(ev.MediaSet(command.seat, command.muted, command.camera))


@decides(ask.Mute)
def mute(draft: Draft, command: ask.Mute) -> None:
    seat = seat_inside(draft.room, command.who)
    if not seat.muted:
        draft.add(ev.MediaSet(command.who, True, seat.camera, command.seat))


@decides(ask.StopVideo)
def stop_video(draft: Draft, command: ask.StopVideo) -> None:
    seat = seat_inside(draft.room, command.who)
    if seat.camera:
        draft.add(ev.MediaSet(command.who, seat.muted, False, command.seat))


def seat_inside(room: Room, number: int) -> SeatState:
    refuse(number not in room.seats, "no_such_seat")
    refuse(not room.inside(number), "not_here")
    return room.seats[number]


@applies(ev.MediaSet)
def media_set(room: Room, event: ev.MediaSet, at: float) -> Room:
    return with_seat(room, event.seat, muted=event.muted, camera=event.camera)


# -- which of several devices carries the media -------------------------------------------------------------------


def with_device(devices: tuple[str, ...], device: str) -> tuple[str, ...]:
    return devices if device in devices else (*devices, device)[-DEVICES_MOST:]


def media_device(room: Room, number: int) -> str:
    """Of the devices that are here now, the one that came newest; a reconnect makes no device newer. "" when none."""
    here = {link.device for link in room.connections.values() if link.seat == number}
    return next((device for device in reversed(room.seats[number].devices) if device in here), "")
