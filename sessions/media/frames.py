"""The frame ``media`` of one page, from its plan; and the name of a page."""

import hashlib

from dialogue.media_plan import CAMERAS_MOST, PEOPLE_MOST, MediaPlan
from sessions import wire
from sessions.wire_views import IceServer, MediaLimits, PeerView, PictureSize

# What one picture may cost at most: five others are then 750 kbit/s of upload in a mesh.
FULL: PictureSize = {"width": 320, "height": 240, "fps": 15, "kbps": 150}
LOW: PictureSize = {"width": 160, "height": 120, "fps": 10, "kbps": 80}
# To a connection that carries no media at all.
NO_MEDIA = wire.Media(epoch=0, mode="none", ice=[], limits={}, peers=[])


def page_name(seat: int, device: str, page: str) -> str:
    """The name of a loaded page in media plans: nobody can take the name of somebody else's. "" for no page."""
    return hashlib.blake2b(f"{seat}:{device}:{page}".encode(), digest_size=8).hexdigest() if page else ""


def media_frame(plan: MediaPlan, me: str, ice: list[IceServer], home: str, has_server: bool) -> wire.Media:
    """``ice``: of this seat; ``home``: of this page's ends at the media server."""
    return wire.Media(
        epoch=plan.epoch,
        mode=plan.mode,
        ice=ice,
        limits=limits(plan),
        peers=peers_view(plan, me),
        me=me,
        home=home,
        server=has_server,
    )


def limits(plan: MediaPlan) -> MediaLimits:
    own: MediaLimits = {"audio": plan.may_send_audio, "video": plan.may_send_video, "why": plan.why}
    if plan.mode == "none":
        return own
    most: MediaLimits = {"cameras": CAMERAS_MOST[plan.mode], "people": PEOPLE_MOST[plan.mode]}
    return {**own, **FULL, "low": LOW, **most}


def peers_view(plan: MediaPlan, me: str) -> list[PeerView]:
    return [
        {
            "connection": peer.connection,
            "seat": peer.seat,
            "polite": me < peer.connection,
            "camera": peer.camera,
            "muted": peer.muted,
            "lost": peer.lost,
        }
        for peer in plan.peers
    ]
