"""Who waits outside a live room is told nothing of it."""

from dialogue import commands as ask
from dialogue.outside import outside_view, seats_named_outside, waits_outside
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, BEN, CHEN, LENA, Story, live_room

INSIDE = ("phase", "drift_seconds", "speaker", "reaction", "queue")


def with_ana_outside() -> Story:
    """Ben has the floor and Chen a hand up."""
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "hands"))
    story.raises(BEN, CHEN)
    story.asks(ask.GiveTurn(LENA, BEN))
    story.asks(ask.React(CHEN, "heart"))
    story.asks(ask.SendToLobby(LENA, ANA))
    return story


def test_outside_one_sees_the_stage_the_times_and_who_leads() -> None:
    story = with_ana_outside()
    seen, inside = outside_view(story.room, ANA), view_for(story.room, "students")
    for name in ("stage", "starts_at", "minutes", "live_at", "lead", "facilitated"):
        assert seen[name] == inside[name]


def test_outside_one_sees_nothing_of_what_goes_on() -> None:
    seen = outside_view(with_ana_outside().room, ANA)
    assert not any(seen[name] for name in INSIDE)
    assert set(seen) <= set(view_for(live_room().room, "students"))


def test_outside_one_sees_no_other_seat_and_only_the_name_of_who_leads() -> None:
    story = with_ana_outside()
    assert [person["seat"] for person in outside_view(story.room, ANA)["people"]] == [ANA]
    assert seats_named_outside(story.room, ANA) == {ANA, LENA}


def test_who_is_let_in_again_waits_no_longer() -> None:
    story = with_ana_outside()
    assert waits_outside(story.room, ANA)
    story.asks(ask.Admit(LENA, ANA))
    assert not waits_outside(story.room, ANA)


def test_who_is_outside_at_the_end_stays_there() -> None:
    story = with_ana_outside()
    story.asks(ask.EndSession(LENA))
    assert waits_outside(story.room, ANA)
