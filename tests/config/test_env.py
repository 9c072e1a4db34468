"""Each reader stops with the name of its variable on a bad value."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from config import env


@pytest.fixture
def given_value(monkeypatch):
    return lambda value: monkeypatch.setenv("DIALOGUE_THING", value)


def refused(reader, *args, **kwargs) -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        reader("THING", *args, **kwargs)
    assert str(refusal.value).startswith("DIALOGUE_THING")
    return str(refusal.value)


def test_nothing_given_means_the_default():
    assert env.text("NOT_GIVEN", "default") == "default"
    assert env.choice("NOT_GIVEN", ("a", "b"), "b") == "b"
    assert env.boolean("NOT_GIVEN", True) is True
    assert env.integer("NOT_GIVEN", 7, least=0, most=9) == 7
    assert env.listed("NOT_GIVEN", "a, b") == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "means"), [("yes", True), ("ON", True), ("1", True), ("no", False), ("False", False)]
)
def test_yes_and_no_are_read_in_several_ways(given_value, value, means):
    given_value(value)
    assert env.boolean("THING", not means) is means


@pytest.mark.parametrize("value", ["maybe", "2", "ja", "tru"])
def test_a_boolean_that_is_none_is_refused(given_value, value):
    given_value(value)
    assert value in refused(env.boolean, False)


@pytest.mark.parametrize("value", ["0", "11", "-1", "five", "1.5", "1e1"])
def test_a_number_outside_its_bounds_is_refused(given_value, value):
    given_value(value)
    assert "whole number from 1 to 10" in refused(env.integer, 5, least=1, most=10)


def test_a_choice_that_is_not_offered_is_refused(given_value):
    given_value("staging")
    assert "embedded, production" in refused(env.choice, ("embedded", "production"), "embedded")


def test_a_list_drops_what_is_empty(given_value):
    given_value(" a ,, b,")
    assert env.listed("THING") == ["a", "b"]


def test_a_folder_is_made(given_value, tmp_path):
    given_value(str(tmp_path / "one" / "two"))
    assert env.folder("THING", Path("/nowhere")).is_dir()


def test_a_folder_that_cannot_be_made_is_refused(given_value, tmp_path):
    (tmp_path / "file").touch()
    given_value(str(tmp_path / "file" / "below"))
    assert "cannot be made" in refused(env.folder, tmp_path)


def test_no_database_means_the_file_of_the_data_folder(tmp_path):
    assert env.database("NOT_GIVEN", tmp_path / "x.sqlite3")["NAME"] == str(tmp_path / "x.sqlite3")


def test_sqlite_is_always_set_to_immediate_and_wal(given_value, tmp_path):
    given_value("sqlite:///srv/data/d.sqlite3")
    read = env.database("THING", tmp_path)
    assert read["NAME"] == "/srv/data/d.sqlite3"
    assert read["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in read["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_read_with_its_escapes(given_value, tmp_path):
    given_value("postgresql://dia%40l:p%2Fw@db.example:5433/dialogue?sslmode=require")
    read = env.database("THING", tmp_path)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("dia@l", "p/w", "db.example", "5433")
    assert (read["NAME"], read["OPTIONS"]["sslmode"]) == ("dialogue", "require")


@pytest.mark.parametrize(
    "value",
    [
        "mysql://h/d",
        "postgresql://host",
        "dialogue",
        "postgresql://h:port/d",
        "postgresql://h:99999/d",
        "postgres://[h/d",
    ],
)
def test_a_database_that_is_none_is_refused(given_value, tmp_path, value):
    given_value(value)
    refused(env.database, tmp_path)


@pytest.mark.parametrize("value", ["mysql://user:hunter2@h/d", "postgresql://user:hunter2@h\u2100/d"])
def test_a_refused_database_keeps_its_password_secret(given_value, tmp_path, value):
    given_value(value)
    assert "hunter2" not in refused(env.database, tmp_path)


@pytest.mark.parametrize(
    ("value", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", "mail.example", 587, True, False),
        ("smtp://mail.example:2525?tls=none", "mail.example", 2525, False, False),
        ("smtp://mail.example?tls=implicit", "mail.example", 465, False, True),
    ],
)
def test_a_mail_server_is_read(given_value, tmp_path, value, host, port, tls, ssl):
    given_value(value)
    options = env.mail("THING", "", tmp_path)["OPTIONS"]
    assert (options["host"], options["port"], options["use_tls"], options["use_ssl"]) == (host, port, tls, ssl)


def test_the_mail_servers_password_may_hold_any_sign(given_value, tmp_path):
    given_value("smtp://post%40uni.example:p%3A%2Fw@mail.example")
    options = env.mail("THING", "", tmp_path)["OPTIONS"]
    assert (options["username"], options["password"]) == ("post@uni.example", "p:/w")


def test_a_talk_with_a_mail_server_ends(given_value, tmp_path):
    given_value("smtp://mail.example")
    assert env.mail("THING", "", tmp_path)["OPTIONS"]["timeout"] == 20


def test_mail_to_files_goes_to_the_data_folder_unless_told_otherwise(given_value, tmp_path):
    assert env.mail("NOT_GIVEN", "file:", tmp_path)["OPTIONS"]["file_path"] == str(tmp_path)
    given_value("file:///srv/mail")
    assert env.mail("THING", "", tmp_path)["OPTIONS"]["file_path"] == "/srv/mail"


@pytest.mark.parametrize(
    "value", ["mail.example", "smtp://", "http://mail.example", "smtp://m?tls=maybe", "smtp://m:port", "smtp://[m", ""]
)
def test_a_mail_server_that_is_none_is_refused(given_value, tmp_path, value):
    given_value(value)
    refused(env.mail, "", tmp_path)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_whatever_is_given_is_read_or_refused_by_name(value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIALOGUE_THING", value)
        assert reads_or_says(lambda: env.mail("THING", "console:", Path()))
        assert reads_or_says(lambda: env.database("THING", Path("x")))


def reads_or_says(reader: Callable[[], object]) -> bool:
    try:
        return bool(reader())
    except ImproperlyConfigured as refusal:
        return "DIALOGUE_THING" in str(refusal)


def test_servers_have_names_and_addresses(given_value):
    given_value("one=ws://127.0.0.1:8188, two=wss://media.example.org")
    assert env.servers("THING") == {"one": "ws://127.0.0.1:8188", "two": "wss://media.example.org"}


@pytest.mark.parametrize("value", ["ws://127.0.0.1:8188", "one=http://host", "one=ws://a,one=ws://b", "a b=ws://a"])
def test_servers_without_a_name_or_address_are_refused(given_value, value):
    given_value(value)
    assert "name=ws://host:port" in refused(env.servers)


def test_addresses_of_relays_are_as_browsers_take_them(given_value):
    given_value("turn:relay.example:3478, turns:relay.example:443?transport=tcp")
    wanted = ["turn:relay.example:3478", "turns:relay.example:443?transport=tcp"]
    assert env.addresses("THING", schemes=("turn", "turns")) == wanted


@pytest.mark.parametrize("value", ["relay.example", "turn:", "turn://relay.example", "stun:relay.example"])
def test_what_is_no_address_of_a_relay_is_refused(given_value, value):
    given_value(value)
    with pytest.raises(ImproperlyConfigured, match="turn:host:port"):
        env.addresses("THING", schemes=("turn",))
