"""Three clocks that stand together (phase, hard turn, pairs) against a reference that counts second by second.

The reference knows no moments, only how many seconds are left of each; a second counts when neither a pause nor a quiet
minute is on.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.room import Refused
from tests.dialogue.depth import for_seeds
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, STUDENTS, Story, connection, live_room, phase

PLAN = {"id": "long", "title": "Long", "phases": [phase("talk", 20, "free"), phase("more", 15, "free")]}
STEPS = 60
GRACE_SECONDS = 15
HOLD_SECONDS = 15
QUIET_SECONDS = 60
QUIET_GAP_SECONDS = 240


@dataclass
class Clocks:
    """Seconds left; None: no such clock. ``said``: the time of the phase is over and everybody was told."""

    phase: float = 20 * 60
    turn: float | None = None
    pairs: float | None = None
    said: int = 0
    paused: bool = False
    quiet: float = 0
    since_quiet: float = 10_000
    lost: set[int] = field(default_factory=set)
    speaker: int | None = None
    gone_seconds: int = 0

    @property
    def stands(self) -> bool:
        return self.paused or self.quiet > 0

    def second(self) -> None:
        if not self.stands:
            self.phase -= 1
            self.said += self.phase == 0
            self.turn = None if self.turn is None else self.turn - 1
            self.pairs = None if self.pairs is None else self.pairs - 1
        self.quiet = max(0, self.quiet - 1)
        self.since_quiet += 1
        self.gone_seconds = self.gone_seconds + 1 if self.speaker in self.lost else 0
        if self.pairs is not None and self.pairs <= 0 and not self.stands:
            self.pairs = None
        cut = self.turn is not None and self.turn + GRACE_SECONDS <= 0 and not self.stands
        if cut or self.gone_seconds >= HOLD_SECONDS:
            self.ends_turn()

    def ends_turn(self) -> None:
        self.turn = self.speaker = None
        self.gone_seconds = 0


type Step = Callable[[Random, Story, Clocks], None]


def allowed(story: Story, command: server.AnyCommand) -> bool:
    with suppress(Refused):
        story.asks(command)
        return True
    return False


def pauses(dice: Random, story: Story, model: Clocks) -> None:
    assert allowed(story, ask.Pause(LENA)) != model.paused
    model.paused = True


def resumes(dice: Random, story: Story, model: Clocks) -> None:
    """A quiet minute ends first."""
    assert allowed(story, ask.Resume(SAM)) == model.stands
    if model.quiet:
        model.quiet = 0
    else:
        model.paused = False


def is_quiet(dice: Random, story: Story, model: Clocks) -> None:
    free = model.since_quiet >= QUIET_GAP_SECONDS
    assert allowed(story, ask.PauseMinute(SAM)) == free
    if free:
        model.quiet, model.since_quiet = QUIET_SECONDS, 0


def extends(dice: Random, story: Story, model: Clocks) -> None:
    minutes = dice.choice((1, 5))
    story.asks(ask.ExtendPhase(LENA, minutes))
    model.phase = max(0, model.phase) + minutes * 60


def speaks(dice: Random, story: Story, model: Clocks) -> None:
    seat = dice.choice(STUDENTS)
    free = model.pairs is None and seat not in model.lost
    assert allowed(story, ask.GiveTurn(LENA, seat)) == free
    if free and model.speaker != seat:
        model.speaker, model.turn, model.gone_seconds = seat, 40, 0


def has_more_time(dice: Random, story: Story, model: Clocks) -> None:
    assert allowed(story, ask.GrantTime(LENA, 30)) == (model.turn is not None)
    if model.turn is not None:
        model.turn = max(0, model.turn) + 30


def goes_into_pairs(dice: Random, story: Story, model: Clocks) -> None:
    """For two minutes; with two students at least."""
    if allowed(story, ask.StartPairs(LENA, 2)):
        model.pairs = 120
        model.ends_turn()


def is_told_the_end_of_pairs(dice: Random, story: Story, model: Clocks) -> None:
    assert allowed(story, ask.EndPairs(LENA, 60)) == (model.pairs is not None)
    model.pairs = None if model.pairs is None else 60


def drops_or_returns(dice: Random, story: Story, model: Clocks) -> None:
    seat = dice.choice((ANA, BEN, model.speaker or ANA))
    if seat in model.lost:
        story.comes(seat)
        model.lost.discard(seat)
        model.gone_seconds = 0 if seat == model.speaker else model.gone_seconds
    else:
        story.asks(server.Disconnect(connection(seat), story.now))
        model.lost.add(seat)


KINDS: dict[Step, int] = {pauses: 2, resumes: 4, is_quiet: 2, extends: 1, speaks: 4, has_more_time: 1}
KINDS |= {goes_into_pairs: 1, is_told_the_end_of_pairs: 1, drops_or_returns: 3}


@for_seeds(8, 100, 2_000)
def test_the_clocks_stand_and_run_as_in_the_reference_model(seed: int) -> None:
    dice, story, model = Random(seed), live_room(PLAN), Clocks()
    story.asks(ask.SetQueueMode(LENA, "none", 40, hard=True))
    for _ in range(STEPS):
        step = dice.choices(list(KINDS), list(KINDS.values()))[0]
        step(dice, story, model)
        compare(story, model, step.__name__)
        for _ in range(dice.choice((0, 1, 7, 20, 65))):
            story.wait(1)
            model.second()
            compare(story, model, f"time after {step.__name__}")


def compare(story: Story, model: Clocks, after: str) -> None:
    room = story.room
    assert (room.stands_since() is not None) == model.stands, after
    assert (room.speaker.seat if room.speaker else None) == model.speaker, after
    assert (room.pairs is not None) == (model.pairs is not None), after
    assert len(story.happened(ev.PhaseTimeOver)) == model.said, after
    assert room.running is not None
    if model.phase > 0:
        assert room.running.ends_at - clock(story) == model.phase, after


def clock(story: Story) -> float:
    stands = story.room.stands_since()
    return story.now if stands is None else stands
