"""Who is let in at the door, and what ends that right."""

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
from sessions.tickets import resume_for
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


def resumed(seat: Seat, entry: Entry) -> Entry:
    token = resume_for(room_of(seat), entry.seat, entry.device, entry.epoch)
    return enter(room_of(seat), f"resume={token}", "")


def cookie_of(user: User) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def test_a_resume_token_lets_the_same_device_in_again(seat: Seat) -> None:
    first = enter(room_of(seat), "", cookie_of(user_of(seat)))
    assert resumed(seat, first) == first


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
