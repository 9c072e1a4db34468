"""Microphones and cameras as their owners have them, how sound and picture travel, and which device carries them.

A facilitator can turn a microphone or camera off, and nobody can turn one on for somebody else. Presence and speaking
never depend on sound and picture. Who hears and sees whom: dialogue/media_plan.py.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import MediaState, Room, SeatState, with_seat
from dialogue.values import replace

# So many devices of a seat are remembered, in the order in which each first came.
DEVICES_MOST = 8
MODES = ("mesh", "sfu")
# The stages in which people hear and see each other.
OPEN_STAGES = ("lobby", "live", "landed")


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
    before = room.seats[event.seat]
    camera_at = (before.camera_at if before.camera else at) if event.camera else None
    return with_seat(room, event.seat, muted=event.muted, camera=event.camera, camera_at=camera_at)


# -- how sound and picture travel ---------------------------------------------------------------------------------


@decides(server.PlanMedia)
def plan_media(draft: Draft, command: server.PlanMedia) -> None:
    """Two processes that notice the same thing race: the first has its way."""
    is_newest = command.after_epoch == draft.room.media.epoch
    if is_newest and command.mode in MODES and draft.room.stage in OPEN_STAGES:
        draft.add(ev.MediaPlanned(command.after_epoch + 1, command.mode, command.server))


@applies(ev.MediaPlanned)
def media_planned(room: Room, event: ev.MediaPlanned, at: float) -> Room:
    return replace(room, media=MediaState(event.epoch, event.mode, event.server))


@decides(ask.RestoreMedia)
def restore_media(draft: Draft, command: ask.RestoreMedia) -> None:
    """Whether a media server is there the room cannot know: the process looks, and plans (``PlanMedia``) if so."""
    if draft.room.media.mode != "sfu":
        draft.add(ev.MediaRestoreAsked(command.seat, draft.room.media.epoch))


@applies(ev.MediaRestoreAsked)
def media_restore_asked(room: Room, event: ev.MediaRestoreAsked, at: float) -> Room:
    return room


# -- which of several devices carries the media -------------------------------------------------------------------


def with_device(devices: tuple[str, ...], device: str) -> tuple[str, ...]:
    return devices if device in devices else (*devices, device)[-DEVICES_MOST:]


def media_device(room: Room, number: int) -> str:
    """Of the devices that are here now, the one that came newest; a reconnect makes no device newer. "" when none.

    A page that cannot carry sound and picture takes them from no page that can.
    """
    links = [link for link in room.connections.values() if link.seat == number]
    here = {link.device for link in links if link.page} or {link.device for link in links}
    return next((device for device in reversed(room.seats[number].devices) if device in here), "")
