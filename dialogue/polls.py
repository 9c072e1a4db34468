"""Polls and written answers to a prompt. What somebody chose or wrote is a word: stored apart, and erasable.

One poll is open at a time. The words of a poll are one text: the question, then each option on a line of its own.
"""

from typing import Any

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.prompts import has_prompt
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import FACILITATOR_ROLES, Poll, Room
from dialogue.streams import counted, next_number
from dialogue.values import replace


def one_line(text: str) -> str:
    """Without blanks around it and breaks in it."""
    return " ".join(text.split())


@decides(ask.OpenPoll)
def open_poll(draft: Draft, command: ask.OpenPoll) -> None:
    question, options = one_line(command.question), tuple(map(one_line, command.options))
    refuse(running_poll(draft.room) is not None, "poll_running")
    refuse(not question, "empty_text")
    refuse(len(question) > ask.QUESTION_CHARACTERS_MOST, "too_long")
    refuse(any(len(option) > ask.OPTION_CHARACTERS_MOST for option in options), "too_long")
    different = {option.casefold() for option in options if option}
    refuse(len(options) not in ask.OPTIONS or len(different) < len(options), "bad_options")
    words = "\n".join((question, *options))
    n = next_number(draft.room, "polls")
    draft.add(ev.PollOpened(command.seat, n, len(options), command.many, len(words), words))


@applies(ev.PollOpened)
def poll_opened(room: Room, event: ev.PollOpened, at: float) -> Room:
    poll = Poll(event.n, event.options, event.many)
    return replace(counted(room, "polls", event.n), polls={**room.polls, event.n: poll})


@decides(ask.ClosePoll)
def close_poll(draft: Draft, command: ask.ClosePoll) -> None:
    poll = poll_of(draft.room, command.poll)
    draft.add(ev.PollClosed(poll.n, command.seat))


def close_with_session(draft: Draft) -> None:
    """Nobody answers in a room that is over."""
    poll = running_poll(draft.room)
    if poll is not None:
        draft.add(ev.PollClosed(poll.n, None))


@applies(ev.PollClosed)
def poll_closed(room: Room, event: ev.PollClosed, at: float) -> Room:
    return with_poll(room, replace(room.polls[event.n], open=False))


@decides(ask.Answer)
def answer(draft: Draft, command: ask.Answer) -> None:
    if command.poll == 0:
        answer_prompt(draft, command)
    else:
        choose(draft, command)


def answer_prompt(draft: Draft, command: ask.Answer) -> None:
    words = command.text.strip()
    refuse(not has_prompt(draft.room), "no_prompt")
    refuse(not words, "empty_text")
    refuse(len(words) > ask.NOTE_CHARACTERS_MOST, "too_long")
    draft.add(ev.Answered(command.seat, 0, next_number(draft.room, "answers"), len(words), words))


def choose(draft: Draft, command: ask.Answer) -> None:
    """Answering again replaces. The log says that somebody answered, never how many were chosen.

    A poll is the group's: who asks it and sees it counted while it is open does not vote.
    """
    refuse(draft.room.seats[command.seat].role in FACILITATOR_ROLES, "no_vote")
    poll = poll_of(draft.room, command.poll)
    chosen = sorted(set(command.choices))
    refuse(not chosen or not 0 <= chosen[0] <= chosen[-1] < poll.options, "bad_choice")
    refuse(len(chosen) > 1 and not poll.many, "bad_choice")
    draft.add(ev.Answered(command.seat, poll.n, poll.n, 0, ",".join(map(str, chosen))))


@applies(ev.Answered)
def answered(room: Room, event: ev.Answered, at: float) -> Room:
    if event.poll == 0:
        return counted(room, "answers", event.n)
    poll = room.polls[event.poll]
    return with_poll(room, replace(poll, answered=poll.answered | {event.seat}))


def running_poll(room: Room) -> Poll | None:
    return next((poll for poll in room.polls.values() if poll.open), None)


def poll_of(room: Room, number: int) -> Poll:
    """Raises ``Refused`` when there is no such poll, or it is closed."""
    refuse(number not in room.polls, "no_such_poll")
    refuse(not room.polls[number].open, "poll_closed")
    return room.polls[number]


def with_poll(room: Room, poll: Poll) -> Room:
    return replace(room, polls={**room.polls, poll.n: poll})


def poll_view(room: Room) -> dict[str, Any] | None:
    """The newest poll: ``answered`` is how many people did. Its words are the newest line of the stream polls."""
    if not room.polls:
        return None
    poll = room.polls[max(room.polls)]
    return {"n": poll.n, "options": poll.options, "many": poll.many, "open": poll.open, "answered": len(poll.answered)}


def choices_in(text: str) -> tuple[int, ...]:
    """What was chosen, from the words of an ``Answered``; nothing when they were erased."""
    return tuple(int(place) for place in text.split(",") if place)
