from datetime import timedelta

import pytest

from accounts import limits
from accounts.errors import TooManyTries
from accounts.models import Attempt
from tests.accounts.conftest import NOON

THREE = limits.Limit("test", 3, timedelta(minutes=10))
pytestmark = pytest.mark.django_db


def count_until_refused(about="a", most=100) -> int:
    for done in range(most):
        try:
            limits.count(THREE, about)
        except TooManyTries:
            return done
    return most


def test_tries_up_to_the_limit_pass(set_clock):
    set_clock(NOON)
    assert count_until_refused() == 3


def test_the_refusal_says_when_one_more_is_possible(set_clock):
    for minute in (0, 2, 4):
        set_clock(NOON + timedelta(minutes=minute))
        limits.count(THREE, "a")
    set_clock(NOON + timedelta(minutes=5))
    with pytest.raises(TooManyTries) as refusal:
        limits.count(THREE, "a")
    assert refusal.value.params["retry_at"] == NOON + timedelta(minutes=10)


def test_at_the_moment_it_says_a_try_passes(set_clock):
    set_clock(NOON)
    count_until_refused()
    set_clock(NOON + timedelta(minutes=10))
    limits.count(THREE, "a")


def test_refused_tries_do_not_make_the_wait_longer(set_clock):
    set_clock(NOON)
    count_until_refused()
    set_clock(NOON + timedelta(minutes=9))
    assert count_until_refused() == 0
    set_clock(NOON + timedelta(minutes=10))
    assert count_until_refused() == 3


def test_others_are_counted_apart(set_clock):
    set_clock(NOON)
    count_until_refused("a")
    assert count_until_refused("b") == 3


def test_forgiven_tries_do_not_count(set_clock):
    set_clock(NOON)
    count_until_refused()
    limits.forgive(THREE, "a")
    assert count_until_refused() == 3


def test_the_table_says_neither_who_nor_from_where():
    limits.count(THREE, "amira@uni.example", "192.0.2.7")
    key = Attempt.objects.get().key
    assert "amira" not in key
    assert "192.0.2.7" not in key


def test_old_tries_are_forgotten(set_clock):
    set_clock(NOON)
    limits.count(THREE, "a")
    set_clock(NOON + timedelta(days=1, seconds=1))
    limits.count(THREE, "b")
    assert Attempt.objects.count() == 1


def test_a_network_is_the_address_of_the_connection(rf):
    assert limits.network_of(rf.get("/", REMOTE_ADDR="192.0.2.7")) == "192.0.2.7"


def test_addresses_of_one_household_are_one_network(rf):
    one, other = (limits.network_of(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{n}")) for n in (1, 2))
    assert one == other == "2001:db8:1:2::/64"


def test_a_forwarded_address_is_believed_only_behind_our_proxy(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert limits.network_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert limits.network_of(request) == "198.51.100.4"


def test_what_is_no_address_is_one_unknown_network(rf):
    assert limits.network_of(rf.get("/", REMOTE_ADDR="")) == "unknown"
