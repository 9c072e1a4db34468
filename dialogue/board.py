"""The notes that the group shares and keeps, and the board of topics with marks and objections."""

from typing import Any

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room, Topic
from dialogue.streams import counted, next_number
from dialogue.values import replace

# -- notes -----------------------------------------------------------------------------------------------------


@decides(ask.WriteNote)
def write_note(draft: Draft, command: ask.WriteNote) -> None:
    words = command.text.strip()
    refuse(not words, "empty_text")
    refuse(len(words) > ask.NOTE_CHARACTERS_MOST, "too_long")
    draft.add(ev.NoteWritten(command.seat, next_number(draft.room, "notes"), len(words), words))


@applies(ev.NoteWritten)
def note_written(room: Room, event: ev.NoteWritten, at: float) -> Room:
    return counted(room, "notes", event.n)


# -- topics ----------------------------------------------------------------------------------------------------


@decides(ask.AddToBoard)
def add_to_board(draft: Draft, command: ask.AddToBoard) -> None:
    words = " ".join(command.text.split())
    refuse(not words, "empty_text")
    refuse(len(words) > ask.TOPIC_CHARACTERS_MOST, "too_long")
    draft.add(ev.TopicAdded(command.seat, next_number(draft.room, "board"), len(words), words))


@applies(ev.TopicAdded)
def topic_added(room: Room, event: ev.TopicAdded, at: float) -> Room:
    return with_topic(counted(room, "board", event.n), event.n, Topic(event.seat))


@decides(ask.Mark)
def mark(draft: Draft, command: ask.Mark) -> None:
    """As many topics as somebody wishes; a mark that is there already, or is not, changes nothing."""
    topic = topic_of(draft.room, command.item)
    if (command.seat in topic.marks) != command.on:
        draft.add(ev.TopicMarked(command.seat, command.item, command.on))


@applies(ev.TopicMarked)
def topic_marked(room: Room, event: ev.TopicMarked, at: float) -> Room:
    topic = room.board[event.item]
    marks = topic.marks | {event.seat} if event.on else topic.marks - {event.seat}
    return with_topic(room, event.item, replace(topic, marks=marks))


@decides(ask.Object)
def object_to(draft: Draft, command: ask.Object) -> None:
    """The event names nobody, so the rule cannot know who asked before; the shell holds one each in memory.

    More objections than people who could object are refused here in any case.
    """
    topic = topic_of(draft.room, command.item)
    students = sum(seat.role == "student" and not seat.gone for seat in draft.room.seats.values())
    refuse(topic.objections >= max(1, students), "objected_already")
    draft.add(ev.TopicObjected(command.item))


@applies(ev.TopicObjected)
def topic_objected(room: Room, event: ev.TopicObjected, at: float) -> Room:
    topic = room.board[event.item]
    return with_topic(room, event.item, replace(topic, objections=topic.objections + 1))


def topic_of(room: Room, item: int) -> Topic:
    """Raises ``Refused``."""
    refuse(item not in room.board, "no_such_topic")
    return room.board[item]


def with_topic(room: Room, item: int, topic: Topic) -> Room:
    return replace(room, board={**room.board, item: topic})


def board_view(room: Room, for_facilitators: bool) -> list[dict[str, Any]]:
    """Topics in the order they came. Who marked is not told; objections are a number, for facilitators only."""
    return [topic_view(n, topic, for_facilitators) for n, topic in sorted(room.board.items())]


def topic_view(n: int, topic: Topic, for_facilitators: bool) -> dict[str, Any]:
    seen: dict[str, Any] = {"n": n, "seat": topic.seat, "marks": len(topic.marks)}
    if for_facilitators:
        seen["objections"] = topic.objections
    return seen


def marks_of(room: Room, seat: int) -> list[int]:
    return [n for n, topic in sorted(room.board.items()) if seat in topic.marks]
