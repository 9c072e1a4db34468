"""The queue against a reference model, over 200 random schedules of people who are lost and come back."""

from collections.abc import Callable
from contextlib import suppress
from random import Random

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.room import Refused
from tests.dialogue.depth import for_seeds
from tests.dialogue.queue_model import Model
from tests.dialogue.rooms import LENA, STUDENTS, Story, connection, live_room

STEPS = 80
DEVICES = ("laptop", "phone")

type Step = Callable[[Random, Story, Model], None]


def raises(dice: Random, story: Story, model: Model) -> None:
    seat = dice.choice(STUDENTS)
    tries(story, ask.RaiseHand(seat))
    model.raises(seat)


def lowers(dice: Random, story: Story, model: Model) -> None:
    seat = dice.choice(STUDENTS)
    tries(story, ask.LowerHand(seat))
    model.lowers(seat)


def ends(dice: Random, story: Story, model: Model) -> None:
    seat = story.speaker or dice.choice(STUDENTS)
    tries(story, ask.EndTurn(seat))
    model.ends(seat)


def is_given_the_floor(dice: Random, story: Story, model: Model) -> None:
    """The facilitator looks at the queue that the room shows and takes the first who is here."""
    seat = next((seat for seat in story.queue if story.room.here(seat)), None)
    if seat is not None and story.speaker is None:
        tries(story, ask.GiveTurn(LENA, seat))
    model.gives_next()


def replies(dice: Random, story: Story, model: Model) -> None:
    seat = dice.choice(STUDENTS)
    tries(story, ask.ReplyPoint(seat))
    model.replies(seat)


def is_sorted(dice: Random, story: Story, model: Model) -> None:
    named = dice.sample(story.queue, dice.randint(0, len(story.queue)))
    tries(story, ask.ReorderQueue(LENA, tuple(named)))
    model.sorts(named)


def drops(dice: Random, story: Story, model: Model) -> None:
    seat, device = dice.choice(STUDENTS), dice.choice(DEVICES)
    tries(story, server.Disconnect(connection(seat, device), story.now))
    model.drops(seat, device)


def returns(dice: Random, story: Story, model: Model) -> None:
    seat, device = dice.choice(STUDENTS), dice.choice(DEVICES)
    tries(story, server.Connect(seat, connection(seat, device), device, "p1"))
    model.returns(seat, device)


def time_passes(dice: Random, story: Story, model: Model) -> None:
    seconds = dice.choice((1, 1, 2, 7, 14, 15, 16, 40, 89, 90, 91))
    story.wait(seconds)
    for _ in range(seconds):
        model.second()


def tries(story: Story, command: server.AnyCommand) -> None:
    with suppress(Refused):
        story.asks(command)


STEP_KINDS: dict[Step, int] = {raises: 8, lowers: 1, ends: 3, is_given_the_floor: 3, drops: 5, returns: 6}
STEP_KINDS |= {time_passes: 6, replies: 3, is_sorted: 1}


@for_seeds(15, 200, 4_000)
def test_the_queue_is_as_in_the_reference_model(seed: int) -> None:
    for order in ("hands", "fewest_turns"):
        compare_with_the_model(seed, order)


def compare_with_the_model(seed: int, order: str) -> None:
    dice, story = Random(seed), live_room()
    hard_seconds = dice.choice((0, 20, 60))
    model = Model(STUDENTS, fewest_turns=order == "fewest_turns", turn_seconds=hard_seconds)
    story.asks(ask.SetQueueMode(LENA, order, hard_seconds, hard_seconds > 0))
    for _ in range(STEPS):
        step = dice.choices(list(STEP_KINDS), list(STEP_KINDS.values()))[0]
        step(dice, story, model)
        reply = story.room.reply.seat if story.room.reply else None
        shown = (story.queue, story.speaker, reply)
        assert shown == (model.queue(), model.speaker, model.reply_waits()), step.__name__
