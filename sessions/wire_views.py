"""What is inside the frames ``view``, ``you``, ``plan`` and ``lines``, by name and type: the documented wire.

The values are built by dialogue/ (pure, plain dicts); these types only describe them. The AsyncAPI document and the
JSON Schemas are made from here, and tests hold every view of generated histories against them. Times are seconds
since 1970 on the server's clock. ``NotRequired``: for facilitators only, or not told to who waits outside.
"""

from typing import NotRequired, TypedDict


class HandView(TypedDict):
    """``called``: not raised, the round asks this seat. ``away``: passed over, the place is kept."""

    seat: int
    raised_at: float
    called: bool
    away: bool


class SpeakerView(TypedDict):
    """``ends_at``: the limit is reached; ``cut_at``: the floor goes on by itself."""

    seat: int
    since: float
    limit_seconds: int
    away: bool
    reply: bool
    ends_at: float | None
    cut_at: float | None


class TurnsView(TypedDict):
    """Length of a turn that a facilitator set (None: as planned), and whether turns end by themselves."""

    seconds: int | None
    hard: bool
    piece: bool


class PersonView(TypedDict):
    seat: int
    role: str
    here: bool
    outside: bool
    away_at: float | None
    seen: bool
    back_soon: NotRequired[bool]
    muted: NotRequired[bool]
    camera: NotRequired[bool]
    turns: NotRequired[int]
    phase_turns: NotRequired[int]
    lines: NotRequired[int]
    attested: NotRequired[bool]


class PhaseView(TypedDict):
    index: int
    id: str
    mode: str
    kind: str
    chat: str
    started_at: float
    ends_at: float
    over: bool
    paused_at: float | None
    given_minutes: int
    planned_minutes: int


class ReactionView(TypedDict):
    seat: int
    reaction: str
    at: float


class PromptView(TypedDict):
    """``n``: line of the stream prompt, 0: the prompt of the plan."""

    n: int
    at: float


class PollView(TypedDict):
    """The words are line ``n`` of the stream polls: the question, then each option on a line."""

    n: int
    options: int
    many: bool
    open: bool
    answered: int


class TopicView(TypedDict):
    n: int
    seat: int
    marks: int
    objections: NotRequired[int]


class AgreementView(TypedDict):
    version: int
    agreed: int
    all: int
    agreed_by: NotRequired[list[int]]


class BreakoutView(TypedDict):
    room: int
    seats: list[int]


class PairsView(TypedDict):
    turn: int
    started_at: float
    ends_at: float | None
    stands_since: float | None
    rooms: list[BreakoutView]
    countries: dict[int, str]
    alone_since: NotRequired[dict[int, float]]


class PairsPreviewView(TypedDict):
    """``repeats``, ``alike``: couples that met before, or come from one country."""

    rooms: list[BreakoutView]
    size: int
    repeats: int
    alike: int
    countries: dict[int, str]


class HelpView(TypedDict):
    seat: int
    at: float
    room: int
    taken_by: int | None
    hurt: bool


class OwnHelpView(TypedDict):
    at: float
    taken_by: int | None
    hurt: bool


class HintView(TypedDict):
    id: str
    at: float
    seats: list[int]
    room: int


class CheckView(TypedDict):
    n: int
    ends_at: float


class CheckCountView(TypedDict):
    asked: int
    answered: int


class TalkView(TypedDict):
    """Talk time as those heard it who were there. ``why`` nothing is said: early, few, silent, or "" with ``bands``:
    seat -> much_less, less, even, more, much_more than an even share, or unknown; ``doubts``: seat -> single, apart."""

    why: str
    bands: dict[int, str]
    doubts: dict[int, str]


class RoomView(TypedDict):
    """The whole room as an audience may see it."""

    stage: str
    starts_at: float
    opens_at: float
    minutes: int
    live_at: float | None
    land_ends_at: float | None
    ended_at: float | None
    end_reason: str
    lead: int | None
    facilitated: bool
    phase: PhaseView | None
    drift_seconds: float | None
    order: str
    queue: list[HandView]
    speaker: SpeakerView | None
    people: list[PersonView]
    reaction: ReactionView | None
    plan_version: int
    # not told to who waits outside
    reply: NotRequired[HandView | None]
    turns: NotRequired[TurnsView]
    quiet_until: NotRequired[float | None]
    stands_since: NotRequired[float | None]
    prompt: NotRequired[PromptView | None]
    poll: NotRequired[PollView | None]
    board: NotRequired[list[TopicView]]
    agreement: NotRequired[AgreementView | None]
    pairs: NotRequired[PairsView | None]
    # for facilitators
    pairs_preview: NotRequired[PairsPreviewView | None]
    removed: NotRequired[list[int]]
    barred: NotRequired[list[int]]
    check: NotRequired[CheckCountView | None]
    help: NotRequired[list[HelpView]]
    distress: NotRequired[list[int]]
    reports: NotRequired[int]
    hints: NotRequired[list[HintView]]
    ready: NotRequired[list[int]]
    ready_count: NotRequired[tuple[int, int]]
    break_due_at: NotRequired[float | None]


class OwnView(TypedDict):
    """What only this seat is told. ``may``: the commands that the gate lets through now; ``media``: this is the device
    that carries sound and picture; ``answers``: poll -> own choices; ``stream``: of the lines of the own breakout."""

    seat: int
    role: str
    waiting: bool
    removed: bool
    queue_place: int | None
    speaking: bool
    may_reply: bool
    replies: bool
    ready: bool
    room: int
    stream: str | None
    leading: bool
    help: OwnHelpView | None
    marks: list[int]
    agreed: int
    check: CheckView | None
    may: list[str]
    media: NotRequired[bool]
    answers: NotRequired[dict[int, list[int]]]


class IceServer(TypedDict):
    """As a browser takes it. ``username`` and ``credential`` (TURN) are of this seat and end with time."""

    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


class PictureSize(TypedDict):
    width: int
    height: int
    fps: int
    kbps: int


class MediaLimits(TypedDict, total=False):
    """``audio``, ``video``: this page may send it now. ``cameras``, ``people``: at most so many in one place.

    ``why`` not, if so: off, device (another device carries it), outside, full, role (hears and sees only).
    """

    audio: bool
    video: bool
    width: int
    height: int
    fps: int
    kbps: int
    low: PictureSize
    cameras: int
    people: int
    why: str


class PeerView(TypedDict):
    """``polite``: the reader gives way when offers collide. ``camera``: the picture may be shown; ``muted``: the sound
    is not to be played; ``lost``: the peer's socket is away, keep the line to it."""

    connection: str
    seat: int
    polite: bool
    camera: bool
    muted: bool
    lost: bool


Line = TypedDict("Line", {"n": int, "from": int, "text": str, "at": float})
Line.__doc__ = "A written line; ``from`` is the seat, 0: brought from an earlier session."


class Words(TypedDict):
    title: str
    prompt: str
    plain: str


class PlanPhase(TypedDict):
    """``also``: the same words in the other languages of the plan."""

    id: str
    language: str
    title: str
    prompt: str
    plain: str
    minutes: int
    mode: str
    kind: str
    also: dict[str, Words]
    notes: NotRequired[list[str]]
    min_minutes: NotRequired[int | None]
    if_small: NotRequired[str]


class Name(TypedDict):
    name: str
    spoken: str
