"""The views that the rules build are what the published schema says, in any history; nothing more and nothing less."""

import json
from typing import Any

import jsonschema
import pytest

from dialogue.outside import outside_view
from dialogue.views import AUDIENCES, private_view, view_for
from sessions import wire
from tests.dialogue.moves import history
from tests.dialogue.rooms import Story, live_room
from tests.support.wire_schema import judge


def frames_of(story: Story) -> list[bytes]:
    """Every frame with a view of this room."""
    room = story.room
    views: list[Any] = [view_for(room, audience) for audience in AUDIENCES]
    views += [outside_view(room, number) for number in [min(room.seats)]]
    yous: list[Any] = [private_view(room, number) for number in room.seats]
    told: list[wire.ServerFrame] = [wire.View(seq=room.seq, now=room.at, view=view, names={}) for view in views]
    return [wire.encode(frame) for frame in told + [wire.You(seq=room.seq, you=you) for you in yous]]


@pytest.mark.parametrize("seed", range(6))
def test_every_view_of_a_history_fits_the_schema(seed: int) -> None:
    for frame in frames_of(history(seed, moves=50)):
        judge("server").validate(json.loads(frame))


def test_a_field_that_nobody_declared_does_not_fit() -> None:
    frame = json.loads(frames_of(live_room())[0])
    frame["view"]["mood"] = "happy"
    with pytest.raises(jsonschema.ValidationError):
        judge("server").validate(frame)


@pytest.mark.parametrize("side", ["client", "server"])
def test_the_schema_is_a_schema(side: str) -> None:
    jsonschema.Draft202012Validator.check_schema(judge(side).schema)
