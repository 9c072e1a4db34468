"""Captions that are shown and not kept: of all, by who captions, and of one's own words."""

from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import streams
from dialogue.captions import with_blanks
from dialogue.commands import CAPTION_CHARACTERS_MOST
from tests.dialogue.rooms import ANA, BEN, CARA, LENA, Story, live_room


def speaking(seat: int) -> Story:
    story = live_room()
    story.asks(ask.SetMedia(seat, muted=False, camera=False))
    return story


def test_the_captioner_writes_captions_for_everybody() -> None:
    story = live_room()
    assert story.asks(ask.Caption(CARA, "Welcome all")) == [ev.Captioned(CARA, 11, "Welcome all")]
    assert streams.reads(story.room, ANA, "captions")


def test_a_line_that_is_still_being_written_ends_in_a_blank() -> None:
    assert live_room().asks(ask.Caption(CARA, "Welcome  ")) == [ev.Captioned(CARA, 7, "Welcome ")]


def test_a_correction_begins_with_a_blank() -> None:
    assert live_room().asks(ask.Caption(CARA, " Welcome all")) == [ev.Captioned(CARA, 11, " Welcome all")]


@given(st.text())
def test_of_blanks_around_the_words_one_stays_on_each_side(text: str) -> None:
    kept = with_blanks(text)
    assert kept.strip() == text.strip()
    assert len(kept) <= len(text.strip()) + 2


def test_blanks_alone_are_no_caption() -> None:
    assert live_room().refusal(ask.Caption(CARA, "  ")) == "empty_text"


def test_an_endless_caption_is_refused() -> None:
    assert live_room().refusal(ask.Caption(CARA, "x" * (CAPTION_CHARACTERS_MOST + 1))) == "too_long"


def test_captions_are_told_and_leave_no_line_behind() -> None:
    story = live_room()
    story.asks(ask.Caption(CARA, "Welcome all"))
    assert "captions" not in story.room.lines
    assert "Captioned" in ev.FLEETING


# -- of one's own words ----------------------------------------------------------------------------------------


def test_who_is_heard_may_show_the_own_words_and_not_even_their_length_is_kept() -> None:
    assert speaking(ANA).asks(ask.Caption(ANA, "I am Ana")) == [ev.Captioned(ANA, 0, "I am Ana")]


def test_who_leads_may_too() -> None:
    assert speaking(LENA).asks(ask.Caption(LENA, "Hello"))


def test_a_microphone_that_a_facilitator_turned_off_closes_the_captions_too() -> None:
    story = speaking(ANA)
    story.asks(ask.Mute(LENA, ANA))
    assert story.refusal(ask.Caption(ANA, "still here")) == "captions_need_microphone"


def test_with_one_microphone_at_a_time_only_the_speaker_is_captioned() -> None:
    story = speaking(ANA)
    story.asks(ask.SetQueueMode(LENA, "none", 60, piece=True))
    assert story.refusal(ask.Caption(ANA, "I interrupt")) == "captions_need_microphone"
    story.asks(ask.GiveTurn(LENA, ANA))
    assert story.asks(ask.Caption(ANA, "my turn"))


def test_what_is_said_in_a_breakout_is_captioned_to_nobody() -> None:
    story = speaking(BEN)
    story.asks(ask.StartPairs(LENA))
    assert story.refusal(ask.Caption(BEN, "between us")) == "captions_in_pairs"
