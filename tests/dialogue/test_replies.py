"""One short reply to a point, before the queue goes on."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, Story, live_room, room_of_hands


def ana_speaks(*, order: str = "hands") -> Story:
    """Ben and Chen wait, and Ana has the floor for five seconds."""
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.raises(BEN, CHEN)
    if order != "hands":
        story.asks(ask.SetQueueMode(LENA, order))
    story.wait(5)
    return story


def test_a_reply_waits_until_the_turn_ends() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    assert story.speaker == ANA
    story.asks(ask.EndTurn(ANA))
    assert story.speaker == DIA


@pytest.mark.parametrize("order", ["hands", "list", "none", "fewest_turns", "first_time_first", "circle"])
def test_a_reply_goes_before_the_queue_with_every_order(order: str) -> None:
    story = ana_speaks(order=order)
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    assert story.speaker == DIA


def test_after_the_reply_the_queue_goes_on() -> None:
    story = ana_speaks(order="fewest_turns")
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.wait(5)
    story.asks(ask.EndTurn(DIA))
    assert (story.speaker, story.queue) == (BEN, [CHEN])


def test_the_turn_that_ended_last_can_be_replied_to() -> None:
    story = ana_speaks()
    story.asks(ask.EndTurn(ANA))
    story.asks(ask.ReplyPoint(DIA))
    assert story.speaker == DIA


def test_who_replies_keeps_the_place_in_the_queue() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(CHEN))
    story.asks(ask.EndTurn(ANA))
    assert (story.speaker, story.queue) == (CHEN, [BEN, CHEN])


def test_who_replies_in_a_round_is_still_asked() -> None:
    story = live_room(phase="names")
    story.asks(ask.ReplyPoint(DIA))
    story.wait(5)
    story.asks(ask.EndTurn(ANA))
    story.wait(5)
    story.asks(ask.EndTurn(DIA))
    assert (story.speaker, story.queue) == (BEN, [CHEN, DIA])


def test_a_reply_has_thirty_seconds() -> None:
    story = live_room(phase="names")
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    assert story.room.speaker is not None
    assert (story.room.speaker.limit_seconds, story.room.speaker.reply) == (30, True)


def test_a_turn_has_one_reply() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    assert story.refusal(ask.ReplyPoint(BEN)) == "reply_taken"


@pytest.mark.parametrize("ended", [False, True])
def test_a_reply_has_no_reply(ended: bool) -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.wait(5)
    if ended:
        story.asks(ask.EndTurn(DIA))
    assert story.refusal(ask.ReplyPoint(BEN)) == "reply_taken"


def test_the_next_turn_can_be_replied_to_again() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.wait(5)
    story.asks(ask.GiveTurn(LENA, BEN))
    story.asks(ask.ReplyPoint(CHEN))
    assert story.room.reply is not None


def test_nobody_replies_to_oneself() -> None:
    story = ana_speaks()
    assert story.refusal(ask.ReplyPoint(ANA)) == "has_the_floor"
    story.asks(ask.EndTurn(ANA))
    assert story.refusal(ask.ReplyPoint(ANA)) == "no_turn_to_reply_to"


def test_a_turn_too_short_to_have_said_anything_has_no_reply() -> None:
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(1)
    story.asks(ask.EndTurn(ANA))
    assert story.refusal(ask.ReplyPoint(BEN)) == "no_turn_to_reply_to"


def test_a_point_of_an_earlier_phase_is_over() -> None:
    story = ana_speaks()
    story.goes_to("silence")
    assert story.refusal(ask.ReplyPoint(DIA)) == "no_turn_to_reply_to"


def test_a_reply_that_waits_ends_with_the_phase() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.NextPhase(LENA))
    assert story.room.reply is None


def test_a_reply_can_be_taken_back() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.ReplyPoint(DIA, on=False))
    story.asks(ask.EndTurn(ANA))
    assert story.speaker is None


def test_asking_twice_to_reply_is_once() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    assert story.asks(ask.ReplyPoint(DIA)) == [ev.CommandNoted(DIA, "ReplyPoint")]


def test_a_facilitator_can_take_a_reply_out() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(CHEN))
    story.asks(ask.Skip(LENA, CHEN, reply=True))
    assert (story.room.reply, story.queue) == (None, [BEN, CHEN])


def test_taking_a_hand_out_leaves_the_reply() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(CHEN))
    story.asks(ask.Skip(LENA, CHEN))
    assert (story.room.reply is not None, story.queue) == (True, [BEN])


def test_a_reply_costs_no_turn_of_the_phase() -> None:
    story = live_room(phase="agreement")
    story.asks(ask.GiveTurn(LENA, ANA))
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.wait(5)
    story.asks(ask.EndTurn(DIA))
    seat = story.room.seats[DIA]
    assert (seat.turns, seat.phase_turns, seat.last_turn_at) == (0, 0, 0.0)


def test_passing_a_reply_is_not_passing_in_the_round() -> None:
    story = live_room(phase="names")
    story.asks(ask.ReplyPoint(DIA))
    story.wait(5)
    story.asks(ask.EndTurn(ANA))
    story.asks(ask.PassTurn(DIA))
    assert (story.room.seats[DIA].passed, story.queue) == (False, [CHEN, DIA])


def test_a_round_that_begins_during_a_reply_asks_who_replies_too() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.asks(ask.SetQueueMode(LENA, "circle"))
    assert story.queue == [ANA, BEN, CHEN, DIA]


# -- lost and back ---------------------------------------------------------------------------------------------


def test_who_is_away_when_the_reply_is_due_is_passed_over_and_first_on_return() -> None:
    story = ana_speaks(order="fewest_turns")
    story.asks(ask.ReplyPoint(DIA))
    story.drops(DIA)
    story.asks(ask.EndTurn(ANA))
    assert story.speaker == BEN
    story.comes(DIA)
    story.asks(ask.EndTurn(BEN))
    assert story.speaker == DIA


@pytest.mark.parametrize(("seconds", "waits"), [(89.9, True), (90.0, False)])
def test_a_reply_waits_90_seconds_for_who_is_lost(seconds: float, waits: bool) -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.drops(DIA)
    story.wait(seconds)
    assert (story.room.reply is not None) == waits


def test_who_is_lost_in_a_reply_may_still_give_it() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.EndTurn(ANA))
    story.drops(DIA)
    story.wait(15)
    story.comes(DIA)
    assert story.speaker == DIA


def test_who_leaves_takes_the_reply_along() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    story.asks(ask.Leave(DIA))
    assert story.room.reply is None


# -- what is shown ---------------------------------------------------------------------------------------------


def test_the_reply_that_waits_is_shown_to_everybody() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    assert view_for(story.room, "students")["reply"]["seat"] == DIA


def test_i_am_told_whether_i_may_reply() -> None:
    story = ana_speaks()
    told = [private_view(story.room, seat)["may_reply"] for seat in (ANA, DIA)]
    story.asks(ask.ReplyPoint(DIA))
    assert (told, private_view(story.room, BEN)["may_reply"]) == ([False, True], False)


def test_i_am_told_that_my_reply_waits() -> None:
    story = ana_speaks()
    story.asks(ask.ReplyPoint(DIA))
    assert [private_view(story.room, seat)["replies"] for seat in (DIA, BEN)] == [True, False]
