"""Who is ready for the next phase: counted over the students who are in the room, as the server knows it.

Facilitators see the figure and decide. A room without a facilitator moves on when more than half are ready.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room
from dialogue.timing import in_last_phase, start_phase
from dialogue.values import replace


@decides(ask.Ready)
def ready(draft: Draft, command: ask.Ready) -> None:
    refuse(draft.room.running is None, "no_plan")
    if (command.seat in draft.room.ready) != command.on:
        draft.add(ev.ReadyMarked(command.seat, command.on))
        move_on_when_ready(draft)


@applies(ev.ReadyMarked)
def ready_marked(room: Room, event: ev.ReadyMarked, at: float) -> Room:
    marked = room.ready | {event.seat} if event.on else room.ready - {event.seat}
    return replace(room, ready=frozenset(marked))


def count(room: Room) -> tuple[int, int]:
    """Ready, and all who are asked."""
    inside = room.seats_inside("student")
    return len(room.ready.intersection(inside)), len(inside)


def ready_due_at(room: Room) -> float | None:
    """At once when an unled room wants to go on; who leaves may make the others more than half."""
    if room.lead is not None or not room.live or in_last_phase(room) or room.stands_since() is not None:
        return None
    marked, asked = count(room)
    return room.at if 2 * marked > asked else None


def move_on_when_ready(draft: Draft) -> None:
    running = draft.room.running
    if running is not None and ready_due_at(draft.room) is not None:
        start_phase(draft, running.index + 1, None)
