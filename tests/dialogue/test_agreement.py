"""The group's agreement: versions, who accepted, and its way into the next session."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, CARA, CHEN, DIA, LENA, NOBODY, SAM, live_room, lobby_room, scheduled_room


def test_each_edit_is_a_version() -> None:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, " We let people finish. ", 0))
    edited = story.asks(ask.EditAgreement(SAM, "We listen.", 1))
    assert edited == [ev.AgreementEdited(2, SAM, 10, "We listen.")]
    assert story.room.lines["agreement"] == 2


def test_it_can_be_written_before_the_session_is_live() -> None:
    assert lobby_room().asks(ask.EditAgreement(LENA, "We listen.", 0))


def test_an_endless_agreement_is_refused() -> None:
    assert live_room().refusal(ask.EditAgreement(LENA, "x" * 4001, 0)) == "too_long"


def test_students_do_not_edit_it() -> None:
    assert live_room().refusal(ask.EditAgreement(ANA, "No rules.", 0)) == "not_allowed"


def test_students_see_how_many_accepted_and_facilitators_who() -> None:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, "We listen.", 0))
    for seat in (ANA, CHEN, LENA):
        story.asks(ask.AcceptAgreement(seat, 1))
    counted = {"version": 1, "agreed": 2, "all": 4}
    assert view_for(story.room, "students")["agreement"] == counted
    assert view_for(story.room, "facilitators")["agreement"] == counted | {"agreed_by": [ANA, CHEN]}


def test_new_words_are_accepted_anew() -> None:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, "We listen.", 0))
    story.asks(ask.AcceptAgreement(ANA, 1))
    story.asks(ask.EditAgreement(LENA, "We listen and ask.", 1))
    assert private_view(story.room, ANA)["agreed"] == 1
    assert view_for(story.room, "students")["agreement"] == {"version": 2, "agreed": 0, "all": 4}
    assert story.refusal(ask.AcceptAgreement(ANA, 1)) == "old_version"


def test_accepting_twice_changes_nothing() -> None:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, "We listen.", 0))
    story.asks(ask.AcceptAgreement(ANA, 1))
    assert story.asks(ask.AcceptAgreement(ANA, 1)) == [ev.CommandNoted(ANA, "AcceptAgreement")]


def test_who_captions_may_agree_too() -> None:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, "We listen.", 0))
    assert story.asks(ask.AcceptAgreement(CARA, 1)) == [ev.AgreementAccepted(CARA, 1)]


def test_the_agreement_of_an_earlier_session_comes_with_who_accepted_it() -> None:
    story = scheduled_room()
    story.asks(server.BringAgreement("We listen.", (ANA, BEN, NOBODY)))
    assert story.happened(ev.AgreementEdited) == [ev.AgreementEdited(1, None, 10, "We listen.")]
    assert [story.room.seats[seat].agreed for seat in (ANA, BEN, DIA)] == [1, 1, 0]


def test_it_is_brought_once() -> None:
    story = scheduled_room()
    story.asks(server.BringAgreement("We listen."))
    assert story.asks(server.BringAgreement("We listen.")) == []
