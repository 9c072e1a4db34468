"""What a room on Janus is called and how it is made, the same in every process: nothing of it is stored.

Pin (to enter) and secret (to steer) come from SECRET_KEY and the room's name. Nobody but our processes asks Janus
anything; they are the second lock, should its API ever be reached.
"""

import base64
import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

OUR_ROOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d+")
PEOPLE_MOST = 100
# A picture of 320x240 at 15 a second takes 150 kbit/s; what is above is for the speaker's tile and for sound.
BITRATE_MOST = 512_000
# 10 packets of 20 ms with an average above -65 dBov: speech is noticed 0.17 s later. Janus's own 100 packets and 25
# never noticed normal speech. A sign of who speaks now, too coarse to count minutes by: those come from witnesses.
AUDIO_ACTIVE_PACKETS = 10
AUDIO_LEVEL_AVERAGE = 65


def room_name(room_session: UUID, epoch: int) -> str:
    return f"{room_session}.{epoch}"


def word(purpose: str, room: str) -> str:
    """A secret of 160 bits for this room and purpose (`pin`, `secret`)."""
    key = salted_hmac(f"sessions.media.janus.{purpose}", room, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(key[:20]).decode().rstrip("=")


def creation(room: str) -> dict[str, Any]:
    """Never permanent: Janus would write its own configuration anew."""
    return {
        "request": "create",
        "room": room,
        "admin_key": settings.JANUS_ADMIN_KEY,
        "secret": word("secret", room),
        "pin": word("pin", room),
        "permanent": False,
        "is_private": True,
        "require_pvtid": True,
        "publishers": PEOPLE_MOST,
        "bitrate": BITRATE_MOST,
        "bitrate_cap": True,
        "audiocodec": "opus",
        "videocodec": "vp8",
        "opus_fec": True,
        "opus_dtx": False,  # silence without packets would stretch the window of the level
        "audiolevel_ext": True,
        "audiolevel_event": True,
        "audio_active_packets": AUDIO_ACTIVE_PACKETS,
        "audio_level_average": AUDIO_LEVEL_AVERAGE,
        "record": False,
        "lock_record": True,
        "notify_joining": False,
    }


def steering(request: str, room: str, **fields: Any) -> dict[str, Any]:
    """`moderate`, `kick`, `destroy`, `listparticipants`."""
    return {"request": request, "room": room, "secret": word("secret", room), **fields}


def joining(room: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"request": "join", "ptype": kind, "room": room, "pin": word("pin", room), **fields}
