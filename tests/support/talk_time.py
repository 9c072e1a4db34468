"""Run as a program with a product's environment: people say yes to being measured, or what was measured.

python -m tests.support.talk_time agree|read SESSION

``read`` prints {seat: {talk, covered, single, disputed, unmuted, witnesses}}, slots of 100 ms.
"""

import json
import os
import sys
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from sessions import ground_rules  # noqa: E402
from sessions.models import DialogueSession, TalkFigure  # noqa: E402
from tests.factories import make_user  # noqa: E402


def agree(session: UUID) -> None:
    """Seats without an account get one: whoever cannot be asked is not measured."""
    made = DialogueSession.objects.get(pk=session)
    for seat in made.seats.select_related("user"):
        if seat.user is None:
            seat.user = make_user(seat.name)
            seat.save()
        ground_rules.agree(seat.user, made, {ground_rules.TALK.key: True})


def read(session: UUID) -> dict[str, dict[str, int]]:
    fields = ("talk_slots", "covered_slots", "single_slots", "disputed_slots", "unmuted_slots", "witnesses")
    rows = TalkFigure.objects.filter(dialogue_session_id=session)
    return {
        f"{row.seat}" if row.method == "witnesses" else f"{row.seat}:{row.method}": {
            name.removesuffix("_slots"): getattr(row, name) for name in fields
        }
        for row in rows
    }


def main(arguments: list[str] | None = None) -> None:
    what, session = arguments or sys.argv[1:]
    if what == "agree":
        agree(UUID(session))
    else:
        json.dump(read(UUID(session)), sys.stdout)


if __name__ == "__main__":
    main()
