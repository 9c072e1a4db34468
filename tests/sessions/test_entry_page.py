"""Before the first entry: the check, the ground rules, the free choices. Then one click leads in."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils.timezone import now

from accounts import consents, queries, services
from accounts.models import Consent, User
from sessions import ground_rules
from sessions.entry_views import CHECKED_COOKIE, leads_to_entry
from sessions.models import DialogueSession
from tests.factories import make_cohort, make_session, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> DialogueSession:
    return make_session(make_cohort().groups.get(), starts_at=now() + timedelta(hours=2))


@pytest.fixture
def student(meeting: DialogueSession) -> User:
    user = meeting.seats.filter(role="student")[0].user
    assert user is not None
    return user


@pytest.fixture
def browser(student: User) -> Client:
    client = Client()
    client.force_login(student)
    return client


def room(meeting: DialogueSession) -> str:
    return f"/sessions/{meeting.pk}/"


def entry(meeting: DialogueSession) -> str:
    return f"/sessions/{meeting.pk}/entry/"


def goes_in(browser: Client, meeting: DialogueSession, **choices: str) -> Any:
    return browser.post(entry(meeting), {"agree": "yes", **choices})


def test_the_first_join_leads_to_the_ground_rules(browser: Client, meeting: DialogueSession) -> None:
    assert browser.get(room(meeting))["Location"] == entry(meeting)
    page = browser.get(entry(meeting)).content.decode()
    assert str(ground_rules.RULES[0]) in page
    assert "Will it work?" in page


def test_one_click_there_leads_in_and_the_next_join_is_one_click(browser: Client, meeting: DialogueSession) -> None:
    assert goes_in(browser, meeting)["Location"] == room(meeting)
    assert browser.get(room(meeting)).status_code == 200


def test_every_purpose_says_what_for_how_long_and_what_a_no_means(browser: Client, meeting: DialogueSession) -> None:
    page = browser.get(entry(meeting)).content.decode()
    for purpose in (ground_rules.PRESENCE, *ground_rules.CHOICES):
        for said in (purpose.text, purpose.kept, purpose.refusal):
            assert str(said) in page


def test_no_choice_is_made_for_me(browser: Client, meeting: DialogueSession) -> None:
    page = browser.get(entry(meeting)).content.decode()
    assert 'value="yes" checked' not in page
    assert page.count('value="no" checked') == len(ground_rules.CHOICES)


def test_a_no_to_every_choice_blocks_nothing(browser: Client, meeting: DialogueSession, student: User) -> None:
    goes_in(browser, meeting, talk="no", captions="no")
    assert browser.get(room(meeting)).status_code == 200
    scope = ground_rules.scope_of(meeting)
    assert not queries.has_consented(student, "talk", scope)
    assert queries.has_consented(student, "presence", scope)


def test_the_answers_are_noted_with_version_time_and_exchange(
    browser: Client, meeting: DialogueSession, student: User
) -> None:
    before = now()
    goes_in(browser, meeting, talk="yes", captions="no")
    kept = {row.purpose: row for row in Consent.objects.filter(user=student)}
    assert {key: row.granted for key, row in kept.items()} == {
        "ground_rules": True, "presence": True, "talk": True, "captions": False,
    }  # fmt: skip
    assert {row.scope for row in kept.values()} == {f"exchange:{meeting.exchange_id}"}
    assert kept["talk"].text_version == ground_rules.TALK.version
    assert all(row.at >= before for row in kept.values())


def test_without_the_yes_to_the_rules_nothing_is_noted(
    browser: Client, meeting: DialogueSession, student: User
) -> None:
    assert browser.post(entry(meeting), {"talk": "yes"}).status_code == 200
    assert not Consent.objects.filter(user=student).exists()
    assert browser.get(room(meeting)).status_code == 302


def test_another_session_of_the_exchange_does_not_ask_again(browser: Client, meeting: DialogueSession) -> None:
    goes_in(browser, meeting)
    assert meeting.group is not None
    later = make_session(meeting.group, 2, starts_at=now() + timedelta(days=7))
    assert browser.get(room(later)).status_code == 200


def test_another_exchange_asks_anew(browser: Client, meeting: DialogueSession, student: User) -> None:
    goes_in(browser, meeting)
    other = make_session(make_cohort().groups.get(), starts_at=now() + timedelta(hours=2))
    seat = other.seats.filter(role="student")[0]
    seat.user = student
    seat.save()
    assert browser.get(room(other))["Location"] == entry(other)


def test_a_new_text_is_asked_again(browser: Client, meeting: DialogueSession, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_in(browser, meeting)
    changed = consents.Purpose("ground_rules", "Ground rules", "New ones", version="next", kind="rules", scoped=True)
    monkeypatch.setitem(consents.PURPOSES, "ground_rules", changed)
    monkeypatch.setattr(ground_rules, "GROUND_RULES", changed)
    monkeypatch.setattr(ground_rules, "NEEDED", (changed, ground_rules.PRESENCE))
    monkeypatch.setattr(ground_rules, "PURPOSES", (changed, ground_rules.PRESENCE, *ground_rules.CHOICES))
    assert browser.get(room(meeting))["Location"] == entry(meeting)


def test_a_browser_that_was_never_checked_sees_the_check_first(
    browser: Client, meeting: DialogueSession, student: User
) -> None:
    ground_rules.agree(student, meeting, {})
    assert browser.get(room(meeting))["Location"] == entry(meeting)
    page = browser.get(entry(meeting)).content.decode()
    assert "Go in" in page
    assert str(ground_rules.RULES[0]) not in page
    browser.cookies[CHECKED_COOKIE] = "1"
    assert browser.get(room(meeting)).status_code == 200


def test_going_in_again_does_not_turn_a_yes_into_a_no(browser: Client, meeting: DialogueSession, student: User) -> None:
    goes_in(browser, meeting, talk="yes")
    goes_in(browser, meeting)
    assert queries.has_consented(student, "talk", ground_rules.scope_of(meeting))
    assert Consent.objects.filter(user=student, purpose="talk").count() == 1


def test_a_session_that_is_over_asks_nothing(browser: Client, meeting: DialogueSession) -> None:
    DialogueSession.objects.filter(pk=meeting.pk).update(state="ended", ended_at=now())
    assert browser.get(room(meeting)).status_code == 200


def test_the_entry_of_a_room_that_is_not_mine_is_not_here(meeting: DialogueSession) -> None:
    client = Client()
    client.force_login(make_user())
    assert client.get(entry(meeting)).status_code == 404


def test_the_check_is_open_to_everybody_who_is_signed_in(browser: Client) -> None:
    assert "Will it work?" in browser.get("/sessions/check/").content.decode()
    assert Client().get("/sessions/check/").status_code == 302


# -- the own data ---------------------------------------------------------------------------------------------------


def test_the_own_page_shows_each_answer_and_changes_a_choice(
    browser: Client, meeting: DialogueSession, student: User
) -> None:
    goes_in(browser, meeting, talk="yes")
    scope = ground_rules.scope_of(meeting)
    page = browser.get("/accounts/me/").content.decode()
    assert "Measuring how long I speak" in page
    assert meeting.exchange is not None
    assert meeting.exchange.title in page
    browser.post("/accounts/me/consents/talk/", {"granted": "no", "scope": scope})
    assert not queries.has_consented(student, "talk", scope)
    assert browser.get(room(meeting)).status_code == 200


def test_what_belongs_to_taking_part_is_not_refused_apart(
    browser: Client, meeting: DialogueSession, student: User
) -> None:
    goes_in(browser, meeting)
    scope = ground_rules.scope_of(meeting)
    answer = browser.post("/accounts/me/consents/presence/", {"granted": "no", "scope": scope})
    assert (answer.status_code, answer.headers["X-Refusal"]) == (409, "not_optional")
    assert queries.has_consented(student, "presence", scope)


def test_nothing_is_noted_for_an_exchange_one_was_never_asked_in(browser: Client, student: User) -> None:
    answer = browser.post("/accounts/me/consents/talk/", {"granted": "yes", "scope": "exchange:77"})
    assert answer.headers["X-Refusal"] == "unknown_purpose"
    assert not Consent.objects.filter(user=student).exists()


def test_the_download_holds_every_answer_with_its_exchange(browser: Client, meeting: DialogueSession) -> None:
    goes_in(browser, meeting, talk="yes")
    told = browser.get("/accounts/me/data.json").json()["account"]["consents"]
    assert {row["purpose"] for row in told} == {"ground_rules", "presence", "talk", "captions"}
    assert {row["scope"] for row in told} == {f"exchange:{meeting.exchange_id}"}


def test_an_unknown_scope_has_no_title_and_breaks_nothing(student: User) -> None:
    services.grant_consent(student, "talk", "exchange:999999")
    assert [state.scope_title for state in queries.consents_of(student) if state.scope] == [""] * 4


def test_the_first_page_links_to_the_check(browser: Client, meeting: DialogueSession) -> None:
    assert 'href="/sessions/check/"' in browser.get("/").content.decode()


def test_who_came_by_ticket_is_asked_nothing(meeting: DialogueSession) -> None:
    """A seat without an account has no page to be led to."""
    seat = meeting.seats.filter(role="student")[0]
    seat.user = None
    assert not leads_to_entry(HttpRequest(), seat)
