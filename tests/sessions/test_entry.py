"""Who is let in at the door, and what ends that right."""

from base64 import b64decode
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import services
from accounts.models import User
from sessions.entry import Entry, enter
from sessions.errors import NotLetIn
from sessions.models import DialogueSession, Seat
from sessions.people import names_of
from sessions.tickets import resume_for, ticket_for
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Seat:
    at = now()
    meeting = DialogueSession.objects.create(
        title="S", wall_date=at.date(), wall_time=at.time(), zone="UTC", starts_at=at, minutes=60
    )
    return Seat.objects.create(dialogue_session=meeting, number=1, user=make_user("Amira"))


def room_of(seat: Seat) -> UUID:
    return seat.dialogue_session_id


def user_of(seat: Seat) -> User:
    assert seat.user is not None
    return seat.user


def resumed(seat: Seat, entry: Entry, cookies: str | None = None) -> Entry:
    """Comes back with the token, and with the cookie as it was unless another is given."""
    held = entry.sign_in
    token = resume_for(room_of(seat), entry.seat, entry.device, held.epoch, held.digest)
    before = f"{settings.SESSION_COOKIE_NAME}={held.key}"
    return enter(room_of(seat), f"resume={token}", before if cookies is None else cookies)


def cookie_of(user: User) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def test_a_resume_token_lets_the_same_device_in_again(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    assert resumed(seat, first) == first


def test_a_resume_token_without_the_sign_in_of_its_person_opens_nothing(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    for cookies in ("", cookie_of(make_user("Jonas"))):
        with pytest.raises(NotLetIn) as refused:
            resumed(seat, first, cookies)
        assert refused.value.bye == "signed_out"


def test_a_resume_token_ends_with_the_sign_in_of_its_browser(seat: Seat) -> None:
    cookies = cookie_of(user_of(seat))
    first = enter(room_of(seat), "", cookies)
    SessionStore(first.sign_in.key).delete()
    with pytest.raises(NotLetIn):
        resumed(seat, first)


def test_who_signed_in_again_comes_back_on_the_same_device(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    assert resumed(seat, first, cookie_of(user_of(seat))).device == first.device


def test_who_came_with_a_ticket_comes_back_without_a_cookie(seat: Seat) -> None:
    first = enter(room_of(seat), f"ticket={ticket_for(room_of(seat), seat.number)}", "")
    assert resumed(seat, first, "") == first


def test_the_key_of_a_sign_in_is_in_no_token_and_in_no_log_line(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    assert first.sign_in.key not in repr(first)
    token = resume_for(room_of(seat), first.seat, first.device, first.sign_in.epoch, first.sign_in.digest)
    assert first.sign_in.key not in b64decode(token.split(":")[0] + "==", altchars="-_").decode()


def test_signing_out_everywhere_ends_the_resume_token(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    services.sign_out_everywhere(user_of(seat))
    with pytest.raises(NotLetIn):
        resumed(seat, first)


def test_a_new_password_ends_the_resume_token(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    services.change_password(user_of(seat), "a long new password")
    with pytest.raises(NotLetIn):
        resumed(seat, first)


def test_a_resume_token_does_not_outlive_the_account(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    services.deactivate(user_of(seat))
    with pytest.raises(NotLetIn):
        resumed(seat, first)


def test_a_resume_token_does_not_outlive_the_seat(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    Seat.objects.filter(pk=seat.pk).update(removed_at=now())
    with pytest.raises(NotLetIn):
        resumed(seat, first)


def test_an_odd_cookie_of_somebody_else_does_not_sign_out(seat: Seat) -> None:
    cookies = 'prefs={"theme":"dark"}; ' + cookie_of(user_of(seat))
    assert enter(room_of(seat), "", cookies).seat == seat.number


def test_the_name_of_who_left_before_the_session_is_not_told(seat: Seat) -> None:
    other = Seat.objects.create(dialogue_session=seat.dialogue_session, number=2, user=make_user("Jonas"))
    assert names_of(room_of(seat))[2]["name"] == "Jonas"
    Seat.objects.filter(pk=other.pk).update(removed_at=now())
    assert list(names_of(room_of(seat))) == [1]
