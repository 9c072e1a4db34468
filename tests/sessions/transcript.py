"""A conversation over real sockets as text that can be compared: times, tokens and names of devices are set apart.

A scenario is a list of steps ``[who, do, {fields}]``. What each person is told until everybody has seen the effect is
written down, a frame a line; of a view only what changed, and once for those who are shown the same.
The golden files are the wire as other programs know it: a difference means that they would break, or that the file is
made anew on purpose (WRITE_TRANSCRIPTS=1).
"""

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import websockets

from tests.support.people import Person, people
from tests.support.product import Product, Ticket
from tests.support.wire_schema import judge

FOLDER = Path(__file__).parent / "transcripts"
# Server time in a frame: seconds since 1970.
TIME_FROM = 1_000_000_000.0
CHANCE = {"resume": "<token>", "device": "<device>", "session": "<session>"}
type Step = tuple[str, str, dict[str, Any]]


def scenario(name: str) -> list[Step]:
    steps = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return [(who, do, fields) for who, do, fields in steps]


def golden(name: str) -> Path:
    return FOLDER / f"{name}.transcript.jsonl"


class Scribe:
    """Writes down what each person is told."""

    def __init__(self, everyone: dict[str, Person]) -> None:
        self.everyone = everyone
        self.marks = dict.fromkeys(everyone, 0)
        self.views: dict[str, dict[str, Any]] = {name: {} for name in everyone}
        self.first_seq = 0
        self.written: list[str] = []

    async def step(self, who: str, do: str, fields: dict[str, Any]) -> None:
        number = sum(line.startswith('{"step"') for line in self.written) + 1
        self.write({"step": number, "from": who, "do": do, **fields})
        answer = await self.everyone[who].ask(do, id=f"s{number}", **fields)
        if answer["kind"] == "ok":
            for person in self.everyone.values():
                if person.close_code is None:
                    await person.until(lambda person=person: person.seq >= answer["seq"] or person.close_code)
        await self.level(float(number))
        self.tell_all()

    async def level(self, number: float) -> None:
        """A beat there and back: what follows a view on its line (the private part, the media) is here as well."""
        for person in self.everyone.values():
            with contextlib.suppress(websockets.ConnectionClosed):
                await person.send({"do": "beat", "sent": number})
            await person.until(lambda person=person: person.close_code or number in person.beats)

    def tell_all(self) -> None:
        for name, person in self.everyone.items():
            frames, self.marks[name] = person.frames[self.marks[name] :], len(person.frames)
            for frame in frames:
                judge("server").validate(frame)
            for frame in self.newest_view_only(frames):
                self.tell(name, frame)

    def newest_view_only(self, frames: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Skipped views are normal and depend on the moment; order between kinds is not promised either."""
        views = [frame for frame in frames if frame["kind"] == "view"]
        others = [frame for frame in frames if frame["kind"] not in ("view", "beat")]
        yous = [frame for frame in others if frame["kind"] == "you"]
        kept = [frame for frame in others if frame["kind"] != "you"] + yous[-1:] + views[-1:]
        return sorted(kept, key=lambda frame: str(frame["kind"]))

    def tell(self, name: str, frame: dict[str, Any]) -> None:
        if frame["kind"] == "view":
            before, now = self.views[name], frame["view"]
            self.views[name] = now
            if name != "ana" and now == self.views["ana"]:
                return  # the same audience: written down once
            changed = {key: value for key, value in now.items() if before.get(key, "<none>") != value}
            frame = {key: value for key, value in frame.items() if key not in ("view", "names")} | {"changed": changed}
        if frame["kind"] == "you":  # told when it changed, together with any later version
            frame = {key: value for key, value in frame.items() if key != "seq"}
        self.write({"to": name, **frame})

    def write(self, line: dict[str, Any]) -> None:
        self.written.append(json.dumps(self.plain(line), ensure_ascii=False))

    def plain(self, value: Any, key: str = "") -> Any:
        """The same conversation gives the same text on every day and machine."""
        if key in CHANCE and value:
            return CHANCE[key]
        if key == "seq" and isinstance(value, int):
            self.first_seq = self.first_seq or value
            return f"+{value - self.first_seq}"
        if isinstance(value, dict):
            return {name: self.plain(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.plain(inner) for inner in value]
        if isinstance(value, float):
            return "<time>" if value > TIME_FROM else "<seconds>" if value % 1 else value
        return value


async def conversation(product: Product, tickets: Sequence[Ticket], steps: Sequence[Step]) -> str:
    names = ["ana", "ben", "cas", "lead"]
    async with people(product, list(tickets)) as everyone:
        here = [person.seat for person in everyone]
        for person in everyone:
            await person.sees(lambda view: all(p["here"] for p in view["people"] if p["seat"] in here))
        scribe = Scribe(dict(zip(names, everyone, strict=True)))
        scribe.marks = {
            name: len(person.frames) for name, person in scribe.everyone.items() if name in ("ben", "cas")
        } | {
            "ana": 0,
            "lead": 0,
        }
        await scribe.level(0.0)
        scribe.tell_all()
        for who, do, fields in steps:
            await scribe.step(who, do, fields)
    return "\n".join(scribe.written) + "\n"
