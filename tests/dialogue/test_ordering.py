"""The queue sorted by a facilitator, beside the rules of order."""

from dialogue import commands as ask
from dialogue import events as ev
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, SAM, Story, live_room, room_of_hands


def three_wait() -> Story:
    story = room_of_hands()
    story.raises(ANA, BEN, CHEN)
    return story


def test_a_facilitator_sorts_the_queue() -> None:
    story = three_wait()
    story.asks(ask.ReorderQueue(LENA, (CHEN, ANA, BEN)))
    assert story.queue == [CHEN, ANA, BEN]


def test_hands_that_are_not_named_stay_behind_in_their_order() -> None:
    story = three_wait()
    story.asks(ask.ReorderQueue(SAM, (CHEN,)))
    assert story.queue == [CHEN, ANA, BEN]


def test_the_queue_as_it_stands_is_no_news() -> None:
    assert three_wait().asks(ask.ReorderQueue(LENA, (ANA, BEN))) == [ev.CommandNoted(LENA, "ReorderQueue")]


def test_who_has_no_hand_up_cannot_be_sorted() -> None:
    assert three_wait().refusal(ask.ReorderQueue(LENA, (DIA, ANA))) == "bad_queue"


def test_nobody_overtakes_who_was_put_there_by_a_facilitator() -> None:
    story = spoken_queue()
    story.asks(ask.ReorderQueue(LENA, (BEN, ANA)))
    story.raises(CHEN)
    assert story.queue == [BEN, ANA, CHEN]


def test_the_rule_still_sorts_the_others() -> None:
    story = spoken_queue()
    story.asks(ask.ReorderQueue(LENA, (BEN,)))
    story.raises(CHEN)
    assert story.queue == [BEN, CHEN, ANA]


def spoken_queue() -> Story:
    """Everybody but Chen has spoken in this phase; Lena has the floor, Ana and Ben wait."""
    story = live_room(phase="agreement")
    for seat in (ANA, BEN):
        story.raises(seat)
        story.wait(5)
        story.asks(ask.EndTurn(seat))
    story.asks(ask.GiveTurn(LENA, LENA))
    story.raises(ANA, BEN)
    assert story.queue == [ANA, BEN]
    return story


def test_a_sorted_round_is_still_a_round() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    story.asks(ask.ReorderQueue(LENA, (DIA,)))
    assert [(hand.seat, hand.called) for hand in story.room.queue] == [(DIA, True), (CHEN, True), (ANA, True)]
    assert story.room.seats[ANA].passed


def test_who_is_away_keeps_the_place_that_a_facilitator_gave() -> None:
    story = three_wait()
    story.drops(CHEN)
    story.asks(ask.ReorderQueue(LENA, (CHEN,)))
    story.comes(CHEN)
    assert story.queue == [CHEN, ANA, BEN]


def test_the_event_tells_who_sorted() -> None:
    story = three_wait()
    assert story.asks(ask.ReorderQueue(SAM, (CHEN,))) == [ev.QueueSorted(SAM, (CHEN, ANA, BEN), 1)]


def test_a_sorted_queue_outlives_a_change_of_phase() -> None:
    story = live_room(phase="silence")
    story.raises(ANA, BEN)
    story.asks(ask.ReorderQueue(LENA, (BEN,)))
    story.goes_to("pause")
    assert story.queue == [BEN, ANA]


def test_whose_turn_the_new_phase_cut_off_at_the_first_word_has_a_hand_up_in_front() -> None:
    story = live_room(phase="silence")
    story.raises(BEN)
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(1)
    story.asks(ask.NextPhase(LENA))
    assert story.queue == [ANA, BEN]


def test_whose_turn_the_pairs_cut_off_at_the_first_word_is_next_after_them() -> None:
    story = three_wait()
    story.asks(ask.GiveTurn(LENA, CHEN))
    story.asks(ask.StartPairs(LENA))
    story.asks(ask.EndPairs(LENA))
    assert story.queue == [CHEN, ANA, BEN]
