"""Who is told of talk time, who never is, and what is deleted when."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts import own_data
from accounts.models import User
from accounts.queries import has_consented
from sessions import ground_rules
from sessions.models import DialogueSession, RoomEvent, Seat, TalkFigure, TalkSegment
from sessions.talk.mirror import mirrors_of
from sessions.talk.queries import measured_seats
from sessions.talk.services import forget_old_talk
from tests.sessions.talk_room import LEAD, STUDENTS, make_talk_room

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made() -> DialogueSession:
    return make_talk_room(unwilling=(4,))


def figure(made: DialogueSession, seat: int, minutes: float, **other: int) -> TalkFigure:
    slots = {"covered_slots": 30_000, "unmuted_slots": 30_000, "inside_slots": 36_000} | other
    talk = round(minutes * 600)
    return TalkFigure.objects.create(
        dialogue_session=made, seat=seat, version=1, settled_slot=1, talk_slots=talk, **slots
    )


def user_of(made: DialogueSession, number: int) -> User:
    user = made.seats.get(number=number).user
    assert user is not None
    return user


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_only_who_said_yes_is_measured(made: DialogueSession) -> None:
    assert measured_seats(made.pk) == {1, 2, 3, LEAD}


def test_an_answer_to_an_older_text_is_no_yes(made: DialogueSession) -> None:
    user_of(made, 1).consents.update(text_version="2026-11")
    assert 1 not in measured_seats(made.pk)


def test_the_switch_deletes_and_leaves_no_mark_in_the_log(made: DialogueSession) -> None:
    figure(made, 1, 10)
    TalkSegment.objects.create(dialogue_session=made, seat=1, first_slot=1, end_slot=50)
    before = RoomEvent.objects.count()
    answer = signed_in(user_of(made, 1)).post(f"/sessions/{made.pk}/measure/", {"measure": "no"})
    assert answer.status_code == 204
    assert not TalkFigure.objects.filter(seat=1).exists()
    assert not TalkSegment.objects.filter(seat=1).exists()
    assert RoomEvent.objects.count() == before
    assert 1 not in measured_seats(made.pk)
    assert not has_consented(user_of(made, 1), "talk", ground_rules.scope_of(made))


def test_the_switch_can_be_turned_back(made: DialogueSession) -> None:
    browser = signed_in(user_of(made, 4))
    browser.post(f"/sessions/{made.pk}/measure/", {"measure": "yes"})
    assert 4 in measured_seats(made.pk)


def test_nobody_switches_in_a_session_of_others(made: DialogueSession) -> None:
    other = make_talk_room()
    answer = signed_in(user_of(other, 1)).post(f"/sessions/{made.pk}/measure/", {"measure": "no"})
    assert answer.status_code == 404
    assert Seat.objects.filter(unmeasured=True).count() == 0


def test_the_room_shows_its_reader_whether_they_are_measured(made: DialogueSession) -> None:
    for seat, pressed in ((1, "true"), (4, "false")):
        browser = signed_in(user_of(made, seat))
        browser.cookies["dialogue_checked"] = "1"
        agree(made, seat, measured=seat == 1)
        page = browser.get(f"/sessions/{made.pk}/").content.decode()
        assert f'type="submit" aria-pressed="{pressed}"' in page


def agree(made: DialogueSession, seat: int, *, measured: bool) -> None:
    ground_rules.agree(user_of(made, seat), made, {"talk": measured})


def test_the_mirror_is_of_the_own_seat_only(made: DialogueSession) -> None:
    for seat, minutes in zip(STUDENTS, (20, 10, 10, 10), strict=True):
        figure(made, seat, minutes)
    found = {seat: mirrors_of(user_of(made, seat))[made.pk] for seat in (1, 2)}
    assert "half" in found[1].line or "third" in found[1].line
    assert found[1].share == 40
    assert "fifth" in found[2].line
    assert mirrors_of(user_of(made, LEAD)) == {}


def test_in_a_small_group_no_share_is_told(made: DialogueSession) -> None:
    figure(made, 1, 12)
    figure(made, 2, 3)
    found = mirrors_of(user_of(made, 1))[made.pk]
    assert (found.line, found.share) == ("You spoke for about 10 minutes.", None)


def test_where_little_was_heard_nothing_is_told(made: DialogueSession) -> None:
    figure(made, 1, 12, covered_slots=3000)
    assert mirrors_of(user_of(made, 1))[made.pk].share is None


def test_who_was_not_measured_has_no_mirror(made: DialogueSession) -> None:
    figure(made, 1, 12)
    assert made.pk not in mirrors_of(user_of(made, 4))


def test_own_figures_are_in_the_own_download(made: DialogueSession) -> None:
    figure(made, 1, 12)
    figure(made, 2, 12)
    [own] = own_data.as_data(user_of(made, 1))["sessions"]["talk_time"]
    assert own["talk_slots"] == 7200


def test_segments_are_deleted_after_fourteen_days_and_figures_later(made: DialogueSession) -> None:
    figure(made, 1, 12)
    ends = int(now().timestamp() * 10)
    TalkSegment.objects.create(dialogue_session=made, seat=1, first_slot=ends - 50, end_slot=ends)
    assert forget_old_talk(now() + timedelta(days=13)) == 0
    assert forget_old_talk(now() + timedelta(days=15)) == 1
    assert forget_old_talk(now() + timedelta(days=91)) == 1


def test_figures_stay_while_the_exchange_goes_on(made: DialogueSession) -> None:
    from tests.factories import make_exchange

    exchange = make_exchange(2)
    made.exchange = exchange
    made.save()
    later = DialogueSession.objects.get(pk=made.pk)
    later.pk, later.starts_at = None, now() + timedelta(days=60)
    later.save()
    figure(made, 1, 12)
    assert forget_old_talk(now() + timedelta(days=100)) == 0
    assert forget_old_talk(now() + timedelta(days=151)) == 1


def test_recognition_reads_nothing_of_talk_time() -> None:
    """No certificate, credit or evidence can rest on it: no module there names it."""
    for path in (ROOT / "recognition").rglob("*.py"):
        names = {name for node in ast.walk(ast.parse(path.read_text())) for name in names_in(node)}
        assert not [name for name in names if "talk" in name.lower()], path


def names_in(node: ast.AST) -> list[str]:
    match node:
        case ast.ImportFrom(module=module, names=names):
            return [module or "", *(one.name for one in names)]
        case ast.Import(names=names):
            return [one.name for one in names]
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return [name]
    return []
