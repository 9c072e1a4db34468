"""docs/reference/room-protocol.md, from the types of sessions/wire.py that parse the frames."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from django.utils.translation import override

from devtools.docs.asyncapi import schemas_of, server_frames, tag_of
from devtools.docs.markdown import MADE_FROM, code, table
from dialogue import commands as ask
from dialogue import permissions
from dialogue import server_commands as server
from dialogue.events import Happened
from dialogue.media_plan import CAMERAS_MOST, LOST_SECONDS, PEOPLE_MOST
from dialogue.refusals import CODES
from dialogue.room import Room, apply, decide
from dialogue.state import LEAD_HOLD_SECONDS, QUEUE_HOLD_SECONDS, SPEAKER_HOLD_SECONDS
from dialogue.views import private_view, view_for
from sessions import outlets, process, sockets, tickets, wire
from sessions.refusal_texts import TEXTS, sentence

WHAT_FRAMES = {
    "hello": "First frame. `cursors`: the newest line number the client has, by audience. Answered by `welcome`, "
    "`plan`, `view`, `you`, the missing `lines` and `media`. `page`: drawn when a page that carries sound and picture "
    "is loaded, kept while it reconnects. `last_seq` and `client` are accepted and not used yet.",
    "signal": "WebRTC signalling for a peer of the newest media plan (`to`: its `connection`) or for the media server "
    "(`sfu`). A stranger, or somebody in another breakout, is refused `no_such_peer` under the id `signal`; what "
    "belongs to another epoch is dropped. Passed on, never logged.",
    "heard": "Every 5 s: what this page received from the others, as slots of 100 ms from `from` on; for each seat "
    "base64 of the slots that were speech, a dot, base64 of the slots with sound. "
    "[Talk time](../explanation/talk-time.md)",
    "beat": "Sign of life, every 5 s. `sent` comes back unchanged. `muted`, `hidden` and `net` are accepted and not "
    "used yet.",
}
WHAT_SERVER = {
    "welcome": "Who you are here, and the token to come back with.",
    "ok": "The command `id` is committed, as `seq`. A repeat of the same id gets the same answer.",
    "refused": "Nothing changed. `code` is one of those below, `text` is in the person's language.",
    "plan": "The plan in the reader's language, once a version. Facilitators get notes too.",
    "view": "The whole room as this audience may see it; the highest `seq` wins, skipped versions are normal.",
    "you": "What only this seat is told, sent when it changed. `may`: the commands that the gate lets through now.",
    "lines": "Written lines; `n` grows by one in each audience.",
    "media": "The media plan of this page, told when it changed: whom to connect with, what it may send, and with "
    "whose help. Of an older `epoch` everything is dropped. `none`: nothing for now, `limits.why` says why.",
    "signal": "Signalling of a peer (`from`: its `connection`) or of the media server (`sfu`).",
    "beat": "Answer to a beat: a `seq` newer than the client's says that a view is on its way. `resume`: a new token.",
    "bye": "Why the socket is closed; the close code follows.",
}
TICKET_HOURS, RESUME_HOURS = tickets.TICKET_SECONDS // 3600, tickets.RESUME_SECONDS // 3600
NOT_RULES = (
    "bad_frame",
    "too_big",
    "hello_first",
    "id_reused",
    "slow_down",
    "try_again",
    "no_such_peer",
    "no_media_server",
    "captions_no_consent",
)


def page() -> str:
    return "\n".join([HEAD, limits(), client_part(), server_part(), example_part(), closing_part(), refusal_part()])


HEAD = f"""# The room's wire

{MADE_FROM}
The same as a machine reads it: [room-protocol.asyncapi.json](room-protocol.asyncapi.json) (AsyncAPI 3) and
[room-protocol.schema.json](room-protocol.schema.json) (JSON Schema of every frame and of all that is
inside `view` and `you`).

WebSocket at `/ws/rooms/<session id>/`, subprotocol `{wire.SUBPROTOCOL}`, JSON text frames, one object a frame. Client
frames are tagged by `do`, server frames by `kind`; unknown tags and fields are refused. Times are seconds since 1970 on
the server's clock.

Who comes in: a signed-in person with a seat; or a signed one-use ticket `?ticket=`, valid for {TICKET_HOURS} hours;
or a resume token `?resume=`, valid for {RESUME_HOURS} hours, bound to seat and device, renewed in the answer to a beat.
`Origin` must be a host of this site, else the handshake is answered with HTTP 403. Clients that are not browsers send
the http address of the server.

A command carries an `id` of the client's choice. The key (seat, device, id) makes it happen once: the same id again
gets the same `ok`, the same id with other content is refused `id_reused`. A refusal is not remembered.
"""


def limits() -> str:
    rows = [
        ["a client frame", f"{wire.FRAME_BYTES_MOST // 1024} KiB", "`too_big`"],
        ["a `signal`", f"{wire.SIGNAL_BYTES_MOST // 1024} KiB", "`too_big`"],
        [
            "signals",
            f"{sockets.SIGNALS_PER_SECOND:.0f} a second, bursts of {sockets.SIGNALS_BURST:.0f}",
            "dropped; `slow_down` at most once a second",
        ],
        [
            "commands",
            f"{sockets.COMMANDS_PER_SECOND:.0f} a second, bursts of {sockets.COMMANDS_BURST:.0f}",
            f"`slow_down`; after {sockets.FLOOD_REFUSALS} of these, bye",
        ],
        ["frames outside the schema", f"{sockets.BAD_FRAMES_MOST}", "`bad_frame`; then bye `slow_down`"],
        ["connections of a person in a session", f"{process.CONNECTIONS_MOST}", "the oldest gets bye `replaced`"],
        ["time without a frame", f"{process.SILENT_SECONDS:.0f} s", "the connection is lost; holds begin"],
        ["the same, for the transport", f"{process.FORGET_SECONDS:.0f} s", "closed"],
        ["bytes not read by a client", f"{outlets.SKIP_VIEWS_BYTES // 1024} KiB", "views are skipped"],
        ["bytes not read by a client", f"{outlets.GIVE_UP_BYTES // 1024} KiB", "bye `slow_down`; come back and resume"],
        ["place in the queue after a loss", f"{QUEUE_HOLD_SECONDS:.0f} s", "the hand is lowered"],
        [
            "turn of a lost speaker",
            f"{SPEAKER_HOLD_SECONDS:.0f} s",
            "the turn ends, the speaker is second in the queue",
        ],
        ["sound and picture of a lost connection", f"{LOST_SECONDS:.0f} s", "the others let go of it"],
        ["people who hear each other in one place", most(PEOPLE_MOST), "who leads and takes part comes first"],
        ["cameras in one place", most(CAMERAS_MOST), "the speaker's, then those that were on first"],
        ["lead of a lost facilitator", f"{LEAD_HOLD_SECONDS:.0f} s", "another facilitator leads, or nobody"],
    ]
    return "## Limits and holds\n\n" + table(["what", "limit", "then"], rows)


def most(by_mode: dict[str, int]) -> str:
    return ", ".join(f"{mode} {number}" for mode, number in by_mode.items())


# -- frames ----------------------------------------------------------------------------------------------------


FRAMES_BESIDE_COMMANDS = (wire.Hello, wire.Beat, wire.Signal, wire.Heard)


def client_part() -> str:
    rows = [[code(tag_of(frame)), fields_of(frame), WHAT_FRAMES[tag_of(frame)]] for frame in FRAMES_BESIDE_COMMANDS]
    everyone, facilitators = command_rows(permissions.FOR_EVERYONE), command_rows(permissions.FOR_FACILITATORS)
    head = ["`do`", "fields", "meaning"]
    return "\n".join(
        [
            "## Client frames\n",
            table(head, rows),
            "### Commands of everyone\n",
            "Captioners, interpreters and observers take no turns: not for them are "
            + ", ".join(code(ask.do_of(command)) for command in permissions.FOR_SPEAKERS)
            + ". Interpreters show themselves: `set_media` is for them too, not for captioners and observers.\n",
            table(head, everyone),
            "### Commands of facilitators\n",
            table(head, facilitators),
        ]
    )


def command_rows(commands: Iterable[type[ask.Command]]) -> list[list[str]]:
    frames = {command: frame for frame, command in wire.FRAMES.items()}
    return [[code(ask.do_of(one)), fields_of(frames[one]), meaning(one)] for one in commands]


def meaning(command: type[ask.Command]) -> str:
    text = (command.__doc__ or "").replace("``", "`")
    return text.replace("`REACTIONS`", ", ".join(map(code, ask.REACTIONS)))


def server_part() -> str:
    rows = [[code(tag_of(frame)), fields_of(frame), WHAT_SERVER[tag_of(frame)]] for frame in server_frames()]
    return "## Server frames\n\n" + table(["`kind`", "fields", "meaning"], rows)


def fields_of(frame: type[msgspec.Struct]) -> str:
    """``name: type``, with = and the default where there is one."""
    schemas = schemas_of([frame])
    schema = schemas[frame.__name__]
    told = []
    for name, kind in schema["properties"].items():
        if name in ("do", "kind"):
            continue
        default = "" if name in schema.get("required", ()) else f" = {json.dumps(kind.get('default'))}"
        told.append(f"`{name}: {type_of(kind)}{default}`")
    return ", ".join(told) or "none"


def type_of(kind: dict[str, Any]) -> str:
    if "anyOf" in kind:
        return " or ".join(type_of(one) for one in kind["anyOf"])
    words = {"integer": "whole number", "string": "text", "boolean": "yes/no", "array": "list"}
    return words.get(kind.get("type", "any"), str(kind.get("type", "any")))


# -- an example, from the rules themselves ---------------------------------------------------------------------


def example_part() -> str:
    room = example_room()
    more, less = view_for(room, "facilitators"), view_for(room, "students")
    of_people = ", ".join(code(name) for name in more["people"][0] if name not in less["people"][0])
    beside = ", ".join(code(name) for name in more if name not in less)
    view = {"kind": "view", "seq": room.seq, "now": room.at, "view": view_for(room, "students"), "names": EXAMPLE_NAMES}
    you = {"kind": "you", "seq": room.seq, "you": private_view(room, 2)}
    return "\n".join(
        [
            "## An example\n",
            "A student (seat 2) raises the hand while another one speaks. The client sends:\n",
            fenced({"do": "raise_hand", "id": "c17"}),
            "It is answered, in any order, by `ok` and what changed:\n",
            fenced({"kind": "ok", "id": "c17", "seq": room.seq}),
            fenced(view),
            fenced(you),
            f"Only facilitators see, of each person, {of_people}, and beside the people: {beside}.\n",
        ]
    )


EXAMPLE_NAMES = {
    number: {"name": name, "spoken": ""} for number, name in enumerate(("Amina Haddad", "Bram Visser", "Carla Neri"), 1)
}
EXAMPLE_PLAN = {
    "id": "opening",
    "title": "First meeting",
    "phases": [
        {"id": "open", "title": "Open dialogue", "minutes": 30, "queue": {"order": "hands", "turn_seconds": 90}}
    ],
}


def example_room() -> Room:
    """Two students and a lead in a live room, by the real rules."""
    start = 1_800_000_000.0
    steps: list[tuple[float, server.AnyCommand]] = [
        (start - 600, server.Schedule("example", start, 60, EXAMPLE_PLAN)),
        *(
            (start - 600, server.AddSeat(number, role))
            for number, role in ((1, "student"), (2, "student"), (3, "lead"))
        ),
        *((start - 60, server.Connect(number, f"c{number}", f"d{number}", "p1")) for number in (1, 2, 3)),
        (start, ask.StartSession(3)),
        (start + 5, ask.GiveTurn(3, 1)),
        (start + 20, ask.RaiseHand(2)),
    ]
    room = Room()
    for now, command in steps:
        for event in decide(room, command, now):
            room = apply(room, Happened(room.seq + 1, now, event))
    return room


def fenced(frame: dict[str, Any]) -> str:
    return f"```json\n{json.dumps(frame, ensure_ascii=False)}\n```\n"


# -- endings and refusals --------------------------------------------------------------------------------------


def closing_part() -> str:
    with override("en"):
        rows = [[str(number), code(name), sentence(name)] for name, number in wire.CLOSE_CODES.items()]
    told = table(["close code", "`code` of bye", "text"], rows)
    about = (
        "A stopping server closes with 4012, the page comes back by itself. An unknown path gets HTTP 403.\n"
        "On our own server a client that pushes faster than it is read is closed with 4008, and one that leaves 1 MiB\n"
        "unread is cut. So is one that answers no ping: pings come 20 s after the last pong, and an answer is waited\n"
        "for as long again, however much the client sends (uvicorn does the same by itself).\n"
    )
    return f"## How a socket ends\n\n{told}\n{about}"


def refusal_part() -> str:
    with override("en"):
        rules = [[code(name), sentence(name)] for name in sorted(CODES)]
        others = [[code(name), sentence(name)] for name in NOT_RULES]
    missing = (CODES | set(NOT_RULES) | set(wire.CLOSE_CODES)) ^ set(TEXTS)
    if missing:
        raise ValueError(f"codes without a sentence here, or the reverse: {sorted(missing)}")
    head = ["`code`", "text"]
    return (
        "## Refusals by the rules (`dialogue/refusals.py`)\n\n"
        + table(head, rules)
        + "\n## Refusals by the wire\n\n"
        + table(head, others)
    )
