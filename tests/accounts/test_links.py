from datetime import timedelta

import pytest

from accounts import links
from accounts.errors import LinkExpired, LinkUnknown, LinkUsed
from accounts.models import SignInLink, User
from tests.accounts.conftest import NOON

SIGN_IN, INVITATION = SignInLink.Purpose.SIGN_IN, SignInLink.Purpose.INVITATION


def token_of(user: User, purpose=SIGN_IN, path="", at=NOON) -> str:
    return links.token_from(links.make(user, purpose, path, at).seed)


def test_a_link_gives_its_person(student, set_clock):
    set_clock(NOON)
    assert links.use(token_of(student)).user == student


def test_a_link_works_once(student, set_clock):
    set_clock(NOON)
    token = token_of(student)
    links.use(token)
    with pytest.raises(LinkUsed):
        links.use(token)


def test_of_two_uses_at_one_moment_one_wins(student, set_clock, monkeypatch):
    set_clock(NOON)
    token = token_of(student)
    seen_by_both = links.find_live(token)
    links.use(token)
    monkeypatch.setattr(links, "find_live", lambda token: seen_by_both)
    with pytest.raises(LinkUsed):
        links.use(token)


@pytest.mark.parametrize(("purpose", "life"), [(SIGN_IN, timedelta(minutes=20)), (INVITATION, timedelta(days=14))])
def test_a_link_works_until_its_life_is_over(student, set_clock, purpose, life):
    token = token_of(student, purpose)
    set_clock(NOON + life - timedelta(seconds=1))
    assert links.find_live(token)
    set_clock(NOON + life)
    with pytest.raises(LinkExpired):
        links.use(token)


def test_an_unknown_token_is_refused(db):
    with pytest.raises(LinkUnknown):
        links.use("nobody-made-this")


def test_the_link_of_a_closed_account_is_unknown(student, set_clock):
    set_clock(NOON)
    token = token_of(student)
    User.objects.filter(pk=student.pk).update(is_active=False)
    with pytest.raises(LinkUnknown):
        links.use(token)


def test_the_table_holds_the_hash_and_not_the_token(student):
    link = links.make(student, SIGN_IN, "", NOON)
    row = " ".join(str(value) for value in SignInLink.objects.filter(pk=link.pk).values_list()[0])
    assert links.token_from(link.seed) not in row
    assert links.hash_of(links.token_from(link.seed)) in row


def test_the_table_alone_cannot_make_the_token(student, settings):
    link = links.make(student, SIGN_IN, "", NOON)
    right = links.token_from(link.seed)
    settings.SECRET_KEY = "another key of more than fifty characters, as somebody else has it"
    assert links.token_from(link.seed) != right


def test_two_links_of_one_person_differ(student):
    assert token_of(student) != token_of(student)


def test_a_foreign_next_path_is_dropped(student):
    assert links.make(student, SIGN_IN, "https://evil.example/", NOON).next_path == ""


def test_the_address_fits_on_a_line_of_a_mail(student, settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert len(links.address_of(links.make(student, SIGN_IN, "", NOON))) < 78
