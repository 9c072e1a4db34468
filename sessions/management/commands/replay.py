"""`replay --session ID [--upto SEQ]`: rebuilds the room from its log and checks the hash chain."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from dialogue.room import Room, replay
from dialogue.views import view_for
from sessions import log
from sessions.models import DialogueSession

KEPT = {"unscheduled": "scheduled"}


class Command(BaseCommand):
    help = "Rebuilds a room from its log; prints the state, and whether it equals the stored one and the chain holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--session", required=True)
        parser.add_argument("--upto", type=int)
        parser.add_argument("--events", action="store_true", help="also print every event of the log")

    def handle(self, *args: Any, **options: Any) -> None:
        found = session_of(options["session"])
        if found is None:
            self.stderr.write(f"There is no session {options['session']}. Nothing was changed.")
            raise SystemExit(2)
        report = report_on(found, options["upto"], with_events=options["events"])
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        if not (report["equals_stored"] and report["chain_holds"]):
            raise SystemExit(1)


def session_of(text: str) -> DialogueSession | None:
    try:
        return DialogueSession.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def report_on(found: DialogueSession, upto: int | None, *, with_events: bool = False) -> dict[str, Any]:
    """For a part of the log (``upto``) there is no stored state to compare with."""
    rows = log.read_rows(found.pk, upto=upto)
    room = replay(row.happened() for row in rows)
    broken = log.broken_at(found.pk)
    report = {
        "session": str(found.pk),
        "seq": room.seq,
        "stage": room.stage,
        "equals_stored": upto is not None or beside(found) == beside_by(room),
        "chain_holds": broken is None,
        "broken_at": broken,
        "connections": {name: dataclasses.asdict(link) for name, link in room.connections.items()},
        "state": state_of(room),
    }
    if with_events:
        report["events"] = [{"seq": r.seq, "at": r.at, "kind": r.kind, "data": json.loads(r.data)} for r in rows]
    return report


def beside(found: DialogueSession) -> tuple[Any, ...]:
    """What is stored beside the log for lists and crash recovery: state, times, phase, lead, open connections."""
    stamps = [moment and round(moment.timestamp(), 3) for moment in (found.went_live_at, found.ended_at)]
    unled = found.unled_since is not None
    return found.state, *stamps, found.phase, unled, sorted(found.signs.values_list("connection", "seat"))


def beside_by(room: Room) -> tuple[Any, ...]:
    """The same, as the log has it."""
    phase = room.running.index if room.running is not None else None
    links = sorted((name, link.seat) for name, link in room.connections.items())
    unled = room.live and room.lead is None
    return KEPT.get(room.stage, room.stage), room.live_at, room.ended_at, phase, unled, links


def state_of(room: Room) -> dict[str, Any]:
    return view_for(room, "facilitators")
