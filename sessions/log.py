"""The log of rooms: the only reader and writer of RoomEvent and RoomText.

An append names the seq it continues. A second writer loses on the unique key and hears ``Conflict``; a command that
was committed before hears ``Duplicate``. Many appends share one transaction; each still fails or succeeds alone.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection, transaction

from dialogue import events as ev
from dialogue import streams
from dialogue.events import FLEETING, KINDS, WORDS, Event, Happened
from dialogue.values import replace as changed
from sessions import wire_views
from sessions.errors import IdReused
from sessions.models import ConnectionSign, DialogueSession, RoomEvent, RoomText

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it is stored and as the doorbell carries it; ``text`` holds its words, if any."""

    seq: int
    at: float
    kind: str
    data: str
    hash: str
    command: str | None = None
    digest: str = ""
    text: str = ""

    def happened(self) -> Happened:
        return Happened(self.seq, self.at, decode(self.kind, self.data))


@dataclass(frozen=True, slots=True)
class Append:
    session: UUID
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else wrote first: read on and decide again."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The command is in the log already, as ``seq``, with this digest."""

    seq: int
    digest: str

    def answer(self, digest: str) -> int:
        """The seq, for a command with this digest. Raises ``IdReused`` for another one."""
        if self.digest != digest:
            raise IdReused
        return self.seq


type Result = Committed | Conflict | Duplicate

encoder = msgspec.json.Encoder()
decoders: dict[str, msgspec.json.Decoder[Any]] = {kind: msgspec.json.Decoder(of) for kind, of in KINDS.items()}


def decode(kind: str, data: str) -> Event:
    event: Event = decoders[kind].decode(data)
    return event


def chained(
    before: str, session: UUID, seq: int, at: float, kind: str, data: str, command: str | None, digest: str
) -> str:
    """SHA-256 over the hash before and everything of a row but its words, which may be erased."""
    said = f"{before}|{session}|{seq}|{at!r}|{kind}|{data}|{command or ''}|{digest}"
    return hashlib.sha256(said.encode()).hexdigest()


def hash_of(row: Row, session: UUID, before: str) -> str:
    return chained(before, session, row.seq, row.at, row.kind, row.data, row.command, row.digest)


def rows_for(
    session: UUID, tip: tuple[int, str], at: float, events: Sequence[Event], command: str | None, digest: str
) -> tuple[Row, ...]:
    """Rows that continue ``tip`` (seq, hash). The command's key is kept on its last event."""
    rows: list[Row] = []
    seq, before = tip
    for event in events:
        seq += 1
        key = (command, digest) if event is events[-1] else (None, "")
        kind, data, text = written(event)
        before = chained(before, session, seq, at, kind, data, *key)
        rows.append(Row(seq, at, kind, data, before, *key, text))
    return tuple(rows)


def written(event: Event) -> tuple[str, str, str]:
    """Kind, data without the words, and the words."""
    kind = type(event).__name__
    words = WORDS.get(kind)
    text = getattr(event, words) if words else ""
    bare = changed(event, **{words: ""}) if words and text else event
    return kind, encoder.encode(bare).decode(), text


# -- writing ---------------------------------------------------------------------------------------------------


def append_all(batch: Sequence[Append]) -> list[Result]:
    """One transaction for all; when any of them clashes, each for itself."""
    try:
        insert(batch)
        return [Committed(append.rows) for append in batch]
    except IntegrityError:
        return [append_one(append) for append in batch]


def append_one(append: Append) -> Result:
    try:
        insert([append])
        return Committed(append.rows)
    except IntegrityError:
        return written_before(append.session, append.rows[-1].command) or Conflict()


def written_before(session: UUID, command: str | None) -> Duplicate | None:
    if command is None:
        return None
    found = RoomEvent.objects.filter(dialogue_session_id=session, command=command).values_list("seq", "digest").first()
    return Duplicate(*found) if found else None


# Table, columns, how many.
EVENTS = ("dialogue_sessions_roomevent", "dialogue_session_id, seq, at, kind, data, command, digest, hash", 8)
TEXTS = ("dialogue_sessions_roomtext", "dialogue_session_id, seq, audience, n, seat, at, text", 7)


type Statement = tuple[str, Sequence[Any]]


def insert(batch: Sequence[Append]) -> None:
    """All or nothing. Events alone are one statement, which is a transaction by itself (a third cheaper)."""
    statements = list(statements_of(batch))
    beside = [(append.session, row) for append in batch for row in append.rows if row.kind in BESIDE]
    if len(statements) == 1 and not beside and not connection.in_atomic_block:
        execute(*statements[0])
        return
    with transaction.atomic():
        for statement in statements:
            execute(*statement)
        for session, row in beside:
            keep_beside(session, row)


def execute(query: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def statements_of(batch: Sequence[Append], mark: str = "%s") -> Iterator[Statement]:
    """Plain SQL: the ORM costs four times as much for an event and six times for a text."""
    events: list[Any] = []
    texts: list[Any] = []
    for append in batch:
        key = session_key(append.session)
        for row in append.rows:
            events += (key, row.seq, row.at, row.kind, row.data, row.command, row.digest, row.hash)
            if row.text and row.kind not in FLEETING:
                texts += (key, row.seq, *text_of(row))
    if texts and is_postgres():  # one statement, so one way to the server and back
        query = f"WITH words AS ({insertion(TEXTS, len(texts), mark)}) {insertion(EVENTS, len(events), mark)}"
        yield query, texts + events
        return
    yield insertion(EVENTS, len(events), mark), events
    if texts:
        yield insertion(TEXTS, len(texts), mark), texts


@lru_cache(maxsize=512)
def insertion(table: tuple[str, str, int], values: int, mark: str) -> str:
    name, columns, width = table
    row = "(" + ", ".join([mark] * width) + ")"
    return f"INSERT INTO {name} ({columns}) VALUES " + ", ".join([row] * (values // width))  # noqa: S608


@cache
def is_postgres() -> bool:
    """Asked for each command; ``connection`` would look for the thread's own each time."""
    return connection.vendor == "postgresql"


def session_key(session: UUID) -> Any:
    return session if is_postgres() else session.hex


def text_of(row: Row) -> tuple[str, int, int, float, str]:
    """Audience, number in it, seat, time and words."""
    event = decode(row.kind, row.data)
    number = streams.number_in_stream(event, row.seq)
    return streams.stream_of(event) or row.kind, number, streams.writer_of(event), row.at, row.text


BESIDE = {
    "Connected", "Disconnected", "LobbyOpened", "WentLive", "Landed", "Ended", "EvidenceClosed", "LeadTaken",
    "LeadLost", "PhaseStarted",
}  # fmt: skip
STATES = {"LobbyOpened": "lobby", "Landed": "landed", "EvidenceClosed": "evidence_closed"}


def is_bare(append: Append) -> bool:
    """Whether nothing else than log and words is written with it."""
    return not any(row.kind in BESIDE for row in append.rows)


def keep_beside(session: UUID, row: Row) -> None:
    """What lists and crash recovery look up without reading logs, in the same transaction."""
    event = decode(row.kind, row.data)
    if isinstance(event, ev.Connected):
        ConnectionSign.objects.create(
            connection=event.connection,
            dialogue_session_id=session,
            seat=event.seat,
            process=event.process,
            last_sign_at=row.at,
        )
    elif isinstance(event, ev.Disconnected):
        ConnectionSign.objects.filter(connection=event.connection).delete()
    else:
        DialogueSession.objects.filter(pk=session).update(**changes_by(event, row.at))


def changes_by(event: Event, at: float) -> dict[str, Any]:
    """What an event changes in the row of its session."""
    moment = datetime.fromtimestamp(at, tz=UTC)
    match event:
        case ev.LeadTaken():
            return {"unled_since": None}
        case ev.LeadLost():
            return {"unled_since": moment}
        case ev.PhaseStarted():
            return {"phase": event.index}
        case ev.WentLive():
            return {"state": "live", "went_live_at": moment}
        case ev.Ended():
            return {"state": "ended", "ended_at": moment, "phase": None, "unled_since": None}
    return {"state": STATES[type(event).__name__]}


# -- reading ---------------------------------------------------------------------------------------------------


def read_rows(session: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
    rows = RoomEvent.objects.filter(dialogue_session_id=session, seq__gt=after).order_by("seq")
    if upto is not None:
        rows = rows.filter(seq__lte=upto)
    fields = ("seq", "at", "kind", "data", "hash", "command", "digest")
    return [Row(*values) for values in rows.values_list(*fields)]


def read_on(session: UUID, after: int) -> list[Row]:
    """The rows after a seq with their words, as a doorbell would have brought them."""
    rows = read_rows(session, after)
    spoken = {row.seq for row in rows if row.kind in WORDS}
    if not spoken:
        return rows
    texts = RoomText.objects.filter(dialogue_session_id=session, seq__in=spoken).values_list("seq", "text")
    words = dict(texts)
    return [replace(row, text=words.get(row.seq, "")) for row in rows]


def last_signs(connections: Sequence[str]) -> dict[str, float]:
    """The newest stored sign of life of each connection that is open in the log."""
    rows = ConnectionSign.objects.filter(connection__in=connections)
    return dict(rows.values_list("connection", "last_sign_at"))


def read(session: UUID, after: int = 0, upto: int | None = None) -> list[Happened]:
    """The events of a session in order, without their words."""
    return [row.happened() for row in read_rows(session, after, upto)]


def read_kind[E: Event](session: UUID, kind: type[E]) -> list[E]:
    """All events of one kind in order, without their words."""
    rows = RoomEvent.objects.filter(dialogue_session_id=session, kind=kind.__name__).order_by("seq")
    return [cast(E, decode(kind.__name__, data)) for data in rows.values_list("data", flat=True)]


def read_in_all(sessions: Iterable[UUID], kinds: Sequence[str]) -> dict[UUID, list[Event]]:
    """The events of these kinds in each session that has any, in order and without their words."""
    rows = RoomEvent.objects.filter(dialogue_session__in=list(sessions), kind__in=kinds)
    found: dict[UUID, list[Event]] = {}
    for session, kind, data in rows.order_by("seq").values_list("dialogue_session_id", "kind", "data"):
        found.setdefault(session, []).append(decode(kind, data))
    return found


def newest(sessions: Iterable[UUID]) -> dict[UUID, int]:
    """The newest seq of each session, for the heartbeat that heals a lost ring."""
    marks = ", ".join(["%s"] * len(keys)) if (keys := [session_key(one) for one in sessions]) else ""
    if not marks:
        return {}
    query = (
        "SELECT dialogue_session_id, MAX(seq) FROM dialogue_sessions_roomevent "  # noqa: S608
        f"WHERE dialogue_session_id IN ({marks}) GROUP BY dialogue_session_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, keys)
        return {found if isinstance(found, UUID) else UUID(found): seq for found, seq in cursor.fetchall()}


def read_kinds(session: UUID, kinds: Iterable[str], after: int = 0) -> list[Happened]:
    """The events of some kinds after a seq, in order, without their words."""
    rows = RoomEvent.objects.filter(dialogue_session_id=session, seq__gt=after, kind__in=list(kinds)).order_by("seq")
    return [
        Happened(seq, at, decode(kind, data)) for seq, at, kind, data in rows.values_list("seq", "at", "kind", "data")
    ]


def with_kinds(sessions: Iterable[UUID], kinds: Iterable[str]) -> set[UUID]:
    """Those of the sessions that have an event of these kinds."""
    rows = RoomEvent.objects.filter(dialogue_session__in=list(sessions), kind__in=list(kinds))
    return set(rows.values_list("dialogue_session_id", flat=True))


def words_at(session: UUID, seq: int) -> str:
    """The words of one event; empty when there were none or they were erased."""
    texts = RoomText.objects.filter(dialogue_session_id=session, seq=seq)
    return texts.values_list("text", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Line:
    """A chat line as the wire tells it."""

    n: int
    seat: int
    text: str
    at: float
    audience: str = field(default="all")

    def told(self) -> wire_views.Line:
        return {"n": self.n, "from": self.seat, "text": self.text, "at": self.at}


# Of one stream, told to who comes in or back; the newest.
LINES_MOST = 500


def read_lines(session: UUID, audience: str, after: int, most: int = LINES_MOST) -> list[Line]:
    rows = RoomText.objects.filter(dialogue_session_id=session, audience=audience, n__gt=after)
    newest_first = rows.order_by("-n").values_list("n", "seat", "text", "at")[:most]
    return [Line(n, seat, text, at, audience) for n, seat, text, at in reversed(list(newest_first))]


def broken_at(session: UUID) -> int | None:
    """The seq of the first row whose hash does not fit, or None when the chain holds."""
    before = GENESIS
    for place, row in enumerate(read_rows(session), start=1):
        if row.seq != place or row.hash != hash_of(row, session, before):
            return row.seq
        before = row.hash
    return None
