"""What a device check may ask of the server, what is kept of it, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts import own_data, services
from accounts.models import User
from sessions import check_views, device_checks
from sessions.models import DeviceCheck, Seat
from tests.factories import make_cohort, make_session, make_user

pytestmark = pytest.mark.django_db
READY = {"carries": "video", "trouble": ""}
ASKED = ("check_relays", "check_upload", "check_result", "check_forget")


@pytest.fixture
def student() -> User:
    return make_user("Amira")


@pytest.fixture
def browser(student: User) -> Client:
    client = Client()
    client.force_login(student)
    return client


def post(browser: Client, name: str, *args: Any, **more: Any) -> Any:
    return browser.post(reverse(f"dialogue_sessions:{name}"), *args, **more)


def send(browser: Client, size: int) -> int:
    body = b"x" * size
    return int(post(browser, "check_upload", body, content_type="application/octet-stream").status_code)


# -- who may ask, and how often -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["check", *ASKED])
def test_a_stranger_is_led_to_the_sign_in(name: str) -> None:
    answer = Client().post(reverse(f"dialogue_sessions:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize("name", ASKED)
def test_nothing_is_done_by_looking(browser: Client, name: str) -> None:
    assert browser.get(reverse(f"dialogue_sessions:{name}")).status_code == 405


@pytest.mark.parametrize("name", ASKED)
def test_a_foreign_page_cannot_ask(student: User, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(student)
    assert post(strict, name).status_code == 403


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("check_relays", check_views.RELAYS),
        ("check_upload", check_views.UPLOADS),
        ("check_result", check_views.RESULTS),
    ],
)
def test_each_has_a_limit_of_its_own_for_a_person(browser: Client, name: str, limit: Any) -> None:
    given = [post(browser, name, READY).status_code for _ in range(limit.most + 1)]
    assert given[-2] < 400
    assert given[-1] == 429
    somebody = Client()
    somebody.force_login(make_user("Ben"))
    assert post(somebody, name, READY).status_code < 400


# -- upload ---------------------------------------------------------------------------------------------------------


def test_what_is_sent_to_measure_is_taken_up_to_a_mebibyte(browser: Client) -> None:
    assert [send(browser, size) for size in (1, 1024 * 1024, 1024 * 1024 + 1)] == [204, 204, 413]


# -- relays ---------------------------------------------------------------------------------------------------------


def test_without_servers_there_is_nothing_to_try(browser: Client, settings: Any) -> None:
    settings.STUN_URLS, settings.TURN_URLS = [], []
    assert post(browser, "check_relays").json() == {"ice": []}


def test_a_relay_comes_with_a_pass_of_two_minutes_that_names_nobody(
    browser: Client, student: User, settings: Any
) -> None:
    settings.STUN_URLS, settings.TURN_URLS = ["stun:relay.example:3478"], ["turns:relay.example:443?transport=tcp"]
    settings.TURN_SECRET = "shared with the relay"
    stun, turn = post(browser, "check_relays").json()["ice"]
    assert stun == {"urls": ["stun:relay.example:3478"]}
    ends_at, _, who = turn["username"].partition(":")
    assert 60 < int(ends_at) - now().timestamp() <= 120
    assert turn["credential"]
    assert student.name not in who


# -- the result -----------------------------------------------------------------------------------------------------


def test_who_has_not_checked_is_not_checked_yet(student: User) -> None:
    standing = device_checks.standing_of(student)
    assert (standing.state, standing.words) == ("unchecked", "not checked yet")


@pytest.mark.parametrize(
    ("carries", "trouble", "words"),
    [
        ("video", "", "ready"),
        ("audio", "", "ready, sound only"),
        ("audio", "camera", "needs help: camera"),
        ("text", "connection", "needs help: connection"),
    ],
)
def test_a_result_is_said_in_a_word(browser: Client, student: User, carries: str, trouble: str, words: str) -> None:
    assert post(browser, "check_result", {"carries": carries, "trouble": trouble}).status_code == 204
    assert device_checks.standing_of(student).words == words


@pytest.mark.parametrize("given", [{}, {"carries": "smell"}, {"carries": "video", "trouble": "Logitech C920"}])
def test_other_words_are_not_taken(browser: Client, student: User, given: dict[str, str]) -> None:
    assert post(browser, "check_result", given).status_code == 400
    assert device_checks.standing_of(student).state == "unchecked"


def test_every_pair_of_words_can_be_said() -> None:
    for carries in DeviceCheck.Carries.values:
        for trouble in ["", *DeviceCheck.Trouble.values]:
            assert device_checks.Standing(now(), carries, trouble).words


def test_the_newest_result_counts_and_the_one_before_is_gone(browser: Client, student: User) -> None:
    post(browser, "check_result", {"carries": "text", "trouble": "microphone"})
    post(browser, "check_result", READY)
    assert device_checks.standing_of(student).state == "ready"
    assert DeviceCheck.objects.count() == 1


def test_a_result_is_taken_back(browser: Client, student: User) -> None:
    post(browser, "check_result", READY)
    page = browser.get(reverse("dialogue_sessions:check")).content.decode()
    assert "Take the result back" in page
    assert post(browser, "check_forget").status_code == 302
    assert device_checks.standing_of(student).state == "unchecked"


def test_an_old_result_says_nothing_of_today_and_goes_with_the_next_one(student: User) -> None:
    device_checks.note(student, "video", "")
    DeviceCheck.objects.update(checked_at=now() - device_checks.KEPT - timedelta(hours=1))
    assert device_checks.standing_of(student).state == "unchecked"
    device_checks.note(make_user("Ben"), "video", "")
    assert not DeviceCheck.objects.filter(user=student).exists()


def test_a_closed_account_keeps_no_result(student: User, django_capture_on_commit_callbacks: Any) -> None:
    device_checks.note(student, "video", "")
    with django_capture_on_commit_callbacks(execute=True):
        services.deactivate(student)
    assert not DeviceCheck.objects.exists()


def test_own_data_say_the_result_and_who_sees_it(student: User) -> None:
    device_checks.note(student, "audio", "camera")
    said = dict(own_data.in_words(student))["Your sessions"]
    assert "needs help: camera" in said[-1]
    assert "lead your sessions" in said[-1]
    assert own_data.as_data(student)["sessions"]["device_check"][0]["trouble"] == "camera"


def test_students_of_a_session_are_counted_and_nobody_else(student: User) -> None:
    held = make_session(make_cohort().groups.get(), starts_at=now() + timedelta(hours=2))
    seats = list(held.seats.all())
    first, second, *rest = [seat.user for seat in seats if seat.role == Seat.Role.STUDENT and seat.user]
    lead = next(seat.user for seat in seats if seat.role == Seat.Role.LEAD)
    device_checks.note(first, "video", "")
    device_checks.note(second, "audio", "camera")
    device_checks.note(student, "video", "")
    assert lead is not None
    device_checks.note(lead, "video", "")
    counted = device_checks.readiness(seats)
    assert (counted.ready, counted.needs_help, counted.unchecked) == (1, 1, len(rest))


# -- the page -------------------------------------------------------------------------------------------------------


def test_the_page_tells_who_sees_what_before_anything_is_pressed(browser: Client) -> None:
    page = browser.get(reverse("dialogue_sessions:check")).content.decode()
    assert "the people who lead your sessions see “ready” or “needs help”" in page
    assert "They do not see which devices you have" in page


def test_only_this_page_may_play_from_its_own_memory(browser: Client) -> None:
    policy = browser.get(reverse("dialogue_sessions:check"))["Content-Security-Policy"]
    assert "media-src 'self' blob:" in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "blob:" not in browser.get(reverse("home"))["Content-Security-Policy"]


def test_who_came_from_a_session_is_led_on_to_it_and_to_no_other(browser: Client, student: User) -> None:
    held = make_session(make_cohort().groups.get(), starts_at=now() + timedelta(hours=2))
    address = f"{reverse('dialogue_sessions:check')}?session={held.pk}"
    room = reverse("dialogue_sessions:room", args=[held.pk])
    assert room not in browser.get(address).content.decode()
    Seat.objects.create(dialogue_session=held, number=99, user=student)
    assert room in browser.get(address).content.decode()
    assert browser.get(f"{reverse('dialogue_sessions:check')}?session=nonsense").status_code == 200
