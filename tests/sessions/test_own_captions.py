"""Own captions at the door: only with a yes to captions made by a program, which counts as soon as it changes."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from accounts import services
from accounts.models import User
from dialogue import commands as ask
from dialogue.refusals import Refused
from sessions import database, ground_rules, own_captions
from sessions.errors import NotAgreed
from sessions.hub import Hub
from sessions.models import DialogueSession, RoomText, Seat
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.rooms import add_seat
from tests.sessions.ears import Ears
from tests.sessions.test_hub import PLAN, socket_of

pytestmark = pytest.mark.django_db(transaction=True)
ANA, GUEST, CAPTIONER, INTERPRETER, OBSERVER = 5, 2, 6, 7, 8
WORDS = "I am Ana"


def seated() -> DialogueSession:
    """Seats 1 and 2 are guests, 3 leads, 4 opened the room; then Ana with an account, and the other roles."""
    made = make_room(1, 2, 1, PLAN, 60)
    ana = User.objects.create_user("ana@example.org", name="Ana")
    add_seat(made, ana, "student")
    for role in ("captioner", "interpreter", "observer"):
        add_seat(made, None, role)
    return made


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    made = await database.write(seated)
    opened = await RoomProcess().hub(made.pk)
    for seat in (ANA, GUEST, CAPTIONER, INTERPRETER, OBSERVER):
        await opened.enter(socket_of(seat, Ears()))
    for seat in (ANA, GUEST, INTERPRETER):
        await opened.act(ask.SetMedia(seat, muted=False, camera=False))
    yield opened
    opened.stop()


async def answers(hub: Hub, yes: bool) -> None:
    def answer() -> None:
        seat = Seat.objects.select_related("dialogue_session", "user").get(dialogue_session=hub.session, number=ANA)
        act: Callable[..., Any] = services.grant_consent if yes else services.withdraw_consent
        act(seat.user, ground_rules.CAPTIONS.key, ground_rules.scope_of(seat.dialogue_session))

    await database.write(answer)


async def captions(hub: Hub, seat: int, text: str = WORDS) -> str:
    """The code of the refusal, or nothing."""
    socket = hub.sockets[f"c{seat}"]
    try:
        await own_captions.check(hub, socket, ask.Caption(seat, text))
        await hub.act(ask.Caption(seat, text))
    except (Refused, NotAgreed) as refusal:
        return refusal.code
    return ""


async def test_who_was_never_asked_is_refused(hub: Hub) -> None:
    assert await captions(hub, ANA) == "captions_no_consent"


async def test_who_said_no_is_refused(hub: Hub) -> None:
    await answers(hub, yes=False)
    assert await captions(hub, ANA) == "captions_no_consent"


async def test_after_a_yes_everybody_reads_it_and_nothing_is_kept(hub: Hub) -> None:
    await answers(hub, yes=True)
    assert await captions(hub, ANA) == ""
    outlet = hub.sockets[f"c{GUEST}"].outlet
    assert isinstance(outlet, Ears)
    assert outlet.lines == [WORDS]
    assert not await database.read(RoomText.objects.filter(text__contains=WORDS).exists)


async def test_a_yes_that_is_taken_back_ends_it_during_the_session(hub: Hub) -> None:
    await answers(hub, yes=True)
    assert await captions(hub, ANA) == ""
    await answers(hub, yes=False)
    hub.ahead += own_captions.LOOK_AGAIN_SECONDS
    assert await captions(hub, ANA) == "captions_no_consent"


async def test_a_guest_was_never_asked(hub: Hub) -> None:
    assert await captions(hub, GUEST) == "captions_no_consent"


async def test_who_captions_for_others_needs_no_answer(hub: Hub) -> None:
    assert await captions(hub, CAPTIONER) == ""


async def test_an_interpreter_is_asked_like_everybody_who_speaks(hub: Hub) -> None:
    assert await captions(hub, INTERPRETER) == "captions_no_consent"


async def test_an_observer_is_refused_whatever_was_answered(hub: Hub) -> None:
    hub.sockets[f"c{OBSERVER}"].captions_allowed, hub.sockets[f"c{OBSERVER}"].captions_until = True, float("inf")
    assert await captions(hub, OBSERVER) == "not_allowed"
