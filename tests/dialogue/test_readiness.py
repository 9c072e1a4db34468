"""Who is ready for the next phase, and a room without a facilitator that moves on."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, SAM, Story, live_room


def unled() -> Story:
    story = live_room()
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    return story


def ready_count(story: Story) -> list[int]:
    counted: list[int] = view_for(story.room, "facilitators")["ready_count"]
    return counted


def says_ready(story: Story, *seats: int) -> None:
    for seat in seats:
        story.asks(ask.Ready(seat))


def test_facilitators_see_how_many_are_ready() -> None:
    story = live_room()
    says_ready(story, ANA, BEN)
    assert ready_count(story) == [2, 4]


def test_only_who_is_in_the_room_is_counted() -> None:
    story = live_room()
    says_ready(story, ANA, BEN)
    story.drops(ANA)
    assert ready_count(story) == [1, 3]


def test_facilitators_are_not_counted() -> None:
    story = live_room()
    says_ready(story, LENA)
    assert ready_count(story) == [0, 4]


def test_one_can_take_it_back() -> None:
    story = live_room()
    says_ready(story, ANA)
    story.asks(ask.Ready(ANA, on=False))
    assert ready_count(story) == [0, 4]


def test_saying_it_twice_is_once() -> None:
    story = live_room()
    says_ready(story, ANA)
    assert story.asks(ask.Ready(ANA)) == [ev.CommandNoted(ANA, "Ready")]


def test_each_phase_asks_anew() -> None:
    story = live_room()
    says_ready(story, ANA)
    story.asks(ask.NextPhase(LENA))
    assert ready_count(story) == [0, 4]


def test_a_room_without_a_plan_has_no_next_phase() -> None:
    assert live_room({}).refusal(ask.Ready(ANA)) == "no_plan"


def test_a_led_room_waits_for_its_facilitator() -> None:
    story = live_room()
    says_ready(story, ANA, BEN, CHEN, DIA)
    story.wait(60)
    assert story.phase == "doors"


def test_an_unled_room_goes_on_when_more_than_half_are_ready() -> None:
    story = unled()
    says_ready(story, ANA, BEN)
    assert story.phase == "doors"
    says_ready(story, CHEN)
    assert story.phase == "names"


def test_who_leaves_may_make_the_others_more_than_half() -> None:
    story = unled()
    says_ready(story, ANA, BEN)
    story.asks(ask.Leave(DIA))
    story.wait(0)
    assert story.phase == "names"


def test_a_room_that_loses_its_facilitators_when_all_are_ready_goes_on() -> None:
    story = live_room()
    says_ready(story, ANA, BEN, CHEN)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    story.wait(0)
    assert story.phase == "names"


def test_an_unled_room_stays_in_the_last_phase() -> None:
    story = live_room(phase="check_out")
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    says_ready(story, ANA, BEN, CHEN, DIA)
    assert story.phase == "check_out"


def test_a_quiet_minute_is_waited_for() -> None:
    story = unled()
    story.asks(ask.PauseMinute(ANA))
    says_ready(story, ANA, BEN, CHEN)
    assert story.phase == "doors"
    story.wait(60)
    assert story.phase == "names"


def test_i_am_told_that_i_said_so() -> None:
    story = live_room()
    says_ready(story, ANA)
    assert [private_view(story.room, seat)["ready"] for seat in (ANA, BEN)] == [True, False]


def test_students_are_not_told_who_is_ready() -> None:
    assert "ready" not in view_for(live_room().room, "students")
