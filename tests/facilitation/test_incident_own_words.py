"""What a person is told and given of reports and appeals of the own making."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts import own_data
from dialogue import commands as ask
from dialogue import server_commands as server
from facilitation import incidents
from tests.facilitation.incident_rooms import World, make_world
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Student 1 reported on a page after the record was closed; student 2 was taken out and asked again."""
    world = make_world()
    world.asks(ask.Remove(world.lead, 2, "noise", exchange=True))
    [incident] = incidents.gather(world.meeting)
    incidents.appeal(incident, world.user(2), "not me")
    world.asks(ask.EndSession(world.lead), server.CloseEvidence())
    incidents.report(world.meeting.seats.get(number=1), "hurtful", 2, "his words")
    return world


def rows(user) -> dict:
    return json.loads(json.dumps(own_data.as_data(user)["incidents"], cls=DjangoJSONEncoder))


def test_the_download_holds_own_reports_and_appeals_and_nobody_elses(world: World) -> None:
    first, second = rows(world.user(1)), rows(world.user(2))
    assert ([one["words"] for one in first["reports"]], first["appeals"], first["taken_out"]) == (["his words"], [], [])
    assert ([one["text"] for one in second["appeals"]], second["reports"]) == (["not me"], [])
    assert len(second["taken_out"]) == 1


def test_a_person_is_told_of_them_in_words(world: World) -> None:
    [told] = dict(own_data.in_words(world.user(1)))["Reports and appeals"]
    assert told.startswith("1 report that you made")
    assert "Reports and appeals" not in dict(own_data.in_words(make_user()))
