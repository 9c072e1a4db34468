"""Quiet hints: from which moment each holds, and that silence, breaks and the first minutes have none."""

from dialogue import commands as ask
from dialogue.hints import IDS, Hint, hints
from dialogue.state import Pairs
from dialogue.values import replace
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, PLAN, SAM, START, Story, live_room, phase, scheduled_room

MINUTE = 60


def hinted(story: Story, name: str) -> list[Hint]:
    """Those of one kind that hold now."""
    return [hint for hint in hints(story.room) if hint.id == name and hint.at <= story.now]


def holding(story: Story) -> list[str]:
    return [hint.id for hint in hints(story.room) if hint.at <= story.now]


def speaks(story: Story, seat: int, seconds: float = 10) -> None:
    story.asks(ask.GiveTurn(LENA, seat))
    story.wait(seconds)
    story.asks(ask.EndTurn(seat))


def test_the_first_five_minutes_are_quiet() -> None:
    story = live_room()
    story.drops(ANA)
    story.wait(4.9 * MINUTE)
    assert holding(story) == []


def test_a_room_that_is_not_live_has_no_hints() -> None:
    assert hints(scheduled_room().room) == []


def test_who_did_not_come_is_hinted_after_five_minutes() -> None:
    story = scheduled_room()
    story.now = START
    story.comes(ANA, BEN, CHEN, LENA)
    story.asks(ask.StartSession(LENA))
    story.wait(5 * MINUTE)
    assert hinted(story, "not_arrived") == [Hint("not_arrived", START + 5 * MINUTE, (DIA,))]


def test_who_is_gone_without_a_word_is_hinted_after_two_minutes() -> None:
    story = live_room()
    story.wait(10 * MINUTE)
    story.drops(ANA)
    story.wait(119)
    assert hinted(story, "left_room") == []
    story.wait(1)
    assert [hint.seats for hint in hinted(story, "left_room")] == [(ANA,)]


def test_who_said_back_in_a_moment_or_left_on_purpose_is_no_hint() -> None:
    story = live_room()
    story.asks(ask.Away(ANA))
    story.drops(ANA)
    story.asks(ask.Leave(BEN))
    story.wait(20 * MINUTE)
    assert hinted(story, "left_room") == []


def test_who_was_not_heard_in_25_minutes_is_hinted() -> None:
    story = live_room()
    speaks(story, ANA)
    story.wait(25 * MINUTE)
    assert [hint.seats for hint in hinted(story, "not_heard_yet")] == [(BEN, CHEN, DIA)]


def test_who_was_left_out_of_a_round_is_hinted_when_it_is_over() -> None:
    story = live_room(phase="names")
    story.wait(10 * MINUTE)
    for seat in (ANA, BEN, CHEN):
        assert story.speaker == seat
        story.wait(10)
        story.asks(ask.EndTurn(seat))
    for _ in range(2):
        story.asks(ask.PassTurn(DIA))
    speaks(story, ANA)
    story.room = replace(story.room, seats={n: replace(s, turns=max(1, s.turns)) for n, s in story.room.seats.items()})
    assert [hint.seats for hint in hinted(story, "not_heard_yet")] == [(DIA,)]


def test_who_only_writes_is_hinted_after_half_an_hour() -> None:
    story = live_room()
    for text in ("one", "two"):
        story.asks(ask.Say(ANA, text))
    story.wait(30 * MINUTE)
    assert [hint.seats for hint in hinted(story, "chat_only")] == [(ANA,)]


def test_a_turn_is_long_at_one_and_a_half_times_its_limit() -> None:
    story = live_room(phase="agreement")
    story.wait(6 * MINUTE)
    story.raises(ANA)
    story.wait(89)
    assert hinted(story, "long_turn") == []
    story.wait(1)
    assert [hint.seats for hint in hinted(story, "long_turn")] == [(ANA,)]


def test_two_who_only_answer_each_other_are_hinted_when_five_students_are_there() -> None:
    story = live_room()
    for seat in (ANA, BEN) * 3:
        speaks(story, seat)
    story.wait(5 * MINUTE)
    assert hinted(story, "pair_lock") == []
    students = {**story.room.seats, SAM: replace(story.room.seats[SAM], role="student")}
    story.room = replace(story.room, seats=students)
    assert [hint.seats for hint in hinted(story, "pair_lock")] == [(ANA, BEN)]


def test_who_is_alone_in_a_breakout_is_hinted_after_45_seconds() -> None:
    story = live_room()
    seats = {**story.room.seats, ANA: replace(story.room.seats[ANA], room=2)}
    pairs = Pairs(1, (1, 2), story.now, None, {ANA: story.now})
    story.room = replace(story.room, seats=seats, pairs=pairs)
    story.wait_unnoticed(45)
    assert hinted(story, "alone_in_room") == [Hint("alone_in_room", story.now, (ANA,), 2)]


def test_a_call_that_nobody_takes_is_hinted_after_a_minute_and_at_any_time() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.wait(60)
    assert holding(story) == ["help_called"]
    story.asks(ask.TakeHelp(SAM, ANA))
    assert holding(story) == []


def test_whom_somebody_kept_an_eye_on_is_hinted_after_ten_minutes() -> None:
    story = live_room()
    story.asks(ask.TagDistress(LENA, ANA))
    story.wait(10 * MINUTE)
    assert [hint.seats for hint in hinted(story, "distress_flag")] == [(ANA,)]


def test_silence_and_breaks_ask_nobody_to_speak() -> None:
    for name in ("silence", "pause"):
        story = live_room(phase=name)
        story.wait(40 * MINUTE)
        assert "not_heard_yet" not in holding(story)


def test_what_the_phase_watches_for_comes_first() -> None:
    watching = phase("doors", 80, "free", watch=["not_heard_yet", "device_trouble"])
    story = live_room({**PLAN, "phases": [watching]})
    story.wait(28 * MINUTE)
    story.drops(ANA)
    story.wait(2 * MINUTE)
    assert list(dict.fromkeys(holding(story))) == ["not_heard_yet", "left_room"]


def test_every_hint_has_a_place_in_the_order() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.asks(ask.TagDistress(LENA, BEN))
    assert {hint.id for hint in hints(story.room)} <= set(IDS)
