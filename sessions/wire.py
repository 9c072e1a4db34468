"""The wire of the room: JSON text frames, one object a frame, subprotocol ``dialogue.v1``.

Client frames are one union tagged by ``do``, built from ``dialogue.commands`` (each command's fields beside ``id``)
plus ``hello``, ``beat``, ``signal`` and ``heard``; server frames are one union tagged by ``kind``. Unknown tags and
fields are refused.
"""

import dataclasses
import hashlib
import re
from typing import Annotated, Any, Union

import msgspec
from msgspec import Meta

from dialogue import commands as ask
from dialogue import permissions
from sessions.wire_views import IceServer, Line, MediaLimits, Name, OwnView, PeerView, PlanPhase, RoomView, TalkView

SUBPROTOCOL = "dialogue.v1"
FRAME_BYTES_MOST = 16 * 1024
SIGNAL_BYTES_MOST = 64 * 1024
# The other end of a signal that is no person of the room but our own media server.
SFU = "sfu"
CLOSE_CODES = {
    "signed_out": 4001,
    "removed": 4003,
    "not_allowed": 4003,
    "ended": 4004,
    "slow_down": 4008,
    "replaced": 4009,
    "restart": 4012,
    "full": 4013,
}

type CommandId = Annotated[str, Meta(min_length=1, max_length=64)]


# -- client frames ---------------------------------------------------------------------------------------------


class Hello(msgspec.Struct, tag_field="do", tag="hello", forbid_unknown_fields=True):
    """First frame. ``cursors``: the newest line number the client has, by audience. ``page``: drawn once when a page
    that carries sound and picture is loaded, and kept while it reconnects; without it no media plan but ``none``."""

    last_seq: int = 0
    cursors: dict[str, int] = {}
    client: Annotated[str, Meta(max_length=200)] = ""
    page: Annotated[str, Meta(pattern="^([A-Za-z0-9_-]{8,32})?$")] = ""


class Beat(msgspec.Struct, tag_field="do", tag="beat", forbid_unknown_fields=True):
    """Sign of life, every 5 s. ``sent`` is the client's clock and comes back unchanged."""

    sent: float = 0
    muted: bool = True
    hidden: bool = False
    net: Annotated[str, Meta(max_length=40)] = ""


class Signal(msgspec.Struct, tag_field="do", tag="signal", forbid_unknown_fields=True):
    """WebRTC signalling for one peer of the newest media plan, or for ``sfu``. Relayed, never logged."""

    to: Annotated[str, Meta(min_length=1, max_length=64)]
    epoch: Annotated[int, Meta(ge=0)]
    data: dict[str, Any]


class Heard(msgspec.Struct, tag_field="do", tag="heard", forbid_unknown_fields=True, rename={"since": "from"}):
    """What this device received from the others: bit i, lowest first, is the slot of 100 ms that begins at
    ``from`` + i/10 s (server time). For each seat that was listened to: base64 of the slots that were speech, a dot,
    base64 of the slots with sound; without the dot every slot had sound."""

    epoch: Annotated[int, Meta(ge=0)]
    since: Annotated[float, Meta(ge=0)]
    slots: Annotated[dict[int, Annotated[str, Meta(max_length=64)]], Meta(max_length=24)]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def frame_of(command: type[ask.Command]) -> type[msgspec.Struct]:
    """The client frame of a command: its fields without the seat, with the id that makes it happen once."""
    own = [field for field in dataclasses.fields(command) if field.name != "seat"]
    fields: list[Any] = [("id", CommandId)]
    for field in own:
        given = () if field.default is dataclasses.MISSING else (field.default,)
        fields.append((field.name, field.type, *given))
    return msgspec.defstruct(
        command.__name__, fields, tag_field="do", tag=ask.do_of(command), forbid_unknown_fields=True
    )


COMMANDS = permissions.EVERY_COMMAND
FRAMES = {frame_of(command): command for command in COMMANDS}
ClientFrame = Any
AnyFrame: Any = Union[(Hello, Beat, Signal, Heard, *FRAMES)]
decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyFrame)


class BadFrame(Exception):
    """A frame outside the schema. ``code``: bad_frame or too_big; ``id`` when the frame had a usable one."""

    def __init__(self, code: str, about: str, command_id: str = "") -> None:
        self.code, self.about, self.id = code, about, command_id
        super().__init__(about)


def parse(text: str) -> ClientFrame:
    """A client frame. Raises ``BadFrame``."""
    size = len(text) if text.isascii() else len(text.encode())
    if size > SIGNAL_BYTES_MOST:
        raise BadFrame("too_big", f"at most {SIGNAL_BYTES_MOST} bytes")
    try:
        frame = decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise BadFrame("bad_frame", str(error), id_in(text)) from None
    if size > FRAME_BYTES_MOST and not isinstance(frame, Signal):
        raise BadFrame("too_big", f"at most {FRAME_BYTES_MOST} bytes", id_in(text))
    if "\\u0000" in text and has_nul(frame):
        raise BadFrame("bad_frame", "NUL is no character of a text", id_in(text))
    return frame


def has_nul(frame: ClientFrame) -> bool:
    """PostgreSQL takes no NUL in a text: one such line would fail the whole group commit it is part of."""
    return any("\0" in text for value in msgspec.structs.astuple(frame) for text in texts_in(value))


def texts_in(value: Any) -> list[str]:
    return [text for text in (value if isinstance(value, tuple) else (value,)) if isinstance(text, str)]


def id_in(text: str) -> str:
    """The id of a frame that is refused as a whole, so that its sender knows which one."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return ""
    wanted = found.get("id") if isinstance(found, dict) else None
    return wanted[:64] if isinstance(wanted, str) else ""


def command_of(frame: ClientFrame, seat: int) -> ask.Command:
    values = {name: getattr(frame, name) for name in frame.__struct_fields__ if name != "id"}
    return FRAMES[type(frame)](seat, **values)


def digest_of(command: ask.Command) -> str:
    """Tells whether the same id came with other content. Of what the log must not know, not even by trying, nothing:

    a choice among eight could be found from its digest, and of captions no trace is kept.
    """
    if isinstance(command, ask.Answer) and command.poll:
        command = dataclasses.replace(command, choices=(), text="")
    elif isinstance(command, ask.Caption):
        command = dataclasses.replace(command, text="")
    return hashlib.blake2b(repr(command).encode(), digest_size=8).hexdigest()


# -- server frames ---------------------------------------------------------------------------------------------


class ServerFrame(msgspec.Struct, tag_field="kind", tag=snake, kw_only=True):
    pass


class Welcome(ServerFrame):
    seat: int
    device: str
    resume: str
    now: float


class Ok(ServerFrame):
    id: str
    seq: int


class Refused(ServerFrame):
    id: str
    code: str
    text: str


class Plan(ServerFrame):
    version: int
    title: str
    minutes: int
    phases: list[PlanPhase]


class View(ServerFrame):
    seq: int
    now: float
    view: RoomView
    names: dict[int, Name]
    # Poll -> how many chose each option, as far as this audience may know it.
    tallies: dict[int, list[int]] = {}
    # For facilitators, when anything was measured.
    talk: TalkView | msgspec.UnsetType = msgspec.UNSET


class You(ServerFrame):
    seq: int
    you: OwnView


class Lines(ServerFrame):
    seq: int
    audience: str
    lines: list[Line]


class Media(ServerFrame, omit_defaults=True):
    """The media plan of one page; of an older epoch everything is dropped. ``mode``: mesh, sfu or none.

    ``me``: the page's own name among ``peers[].connection``. ``home``: when it changes, the media server's ends of this
    page are gone. ``server``: whether this site has media servers at all.
    """

    epoch: int
    mode: str
    ice: list[IceServer]
    limits: MediaLimits
    peers: list[PeerView]
    me: str = ""
    home: str = ""
    server: bool = False


class SignalBack(ServerFrame, tag="signal", rename={"sender": "from"}):
    """Signalling of a peer, or of ``sfu``."""

    sender: str
    epoch: int
    data: dict[str, Any]


class BeatBack(ServerFrame, tag="beat", omit_defaults=True):
    seq: int
    sent: float
    now: float
    resume: str | None = None


class Bye(ServerFrame):
    code: str
    text: str


encoder = msgspec.json.Encoder()


def encode(frame: ServerFrame) -> bytes:
    return encoder.encode(frame)
