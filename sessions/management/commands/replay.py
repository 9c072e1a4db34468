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

KEPT = {"evidence_closed": "evidence_closed", "unscheduled": "scheduled"}


class Command(BaseCommand):
    help = "Rebuilds a room from its log; prints the state, and whether it equals the stored one and the chain holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--session", required=True)
        parser.add_argument("--upto", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        found = session_of(options["session"])
        if found is None:
            self.stderr.write(f"There is no session {options['session']}. Nothing was changed.")
            raise SystemExit(2)
        report = report_on(found, options["upto"])
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        if not (report["equals_stored"] and report["chain_holds"]):
            raise SystemExit(1)


def session_of(text: str) -> DialogueSession | None:
    try:
        return DialogueSession.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def report_on(found: DialogueSession, upto: int | None) -> dict[str, Any]:
    """``equals_stored`` compares with the state kept beside the log; for a part of the log there is none to compare."""
    room = replay(log.read(found.pk, upto=upto))
    broken = log.broken_at(found.pk)
    stored = upto is not None or KEPT.get(room.stage, room.stage) == found.state
    return {
        "session": str(found.pk),
        "seq": room.seq,
        "stage": room.stage,
        "equals_stored": stored,
        "chain_holds": broken is None,
        "broken_at": broken,
        "connections": {name: dataclasses.asdict(link) for name, link in room.connections.items()},
        "state": state_of(room),
    }


def state_of(room: Room) -> dict[str, Any]:
    return view_for(room, "facilitators")
