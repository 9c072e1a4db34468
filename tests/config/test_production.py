"""Production does not start with unsafe values, and says which variable to mend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.production import refuse_unsafe

SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["exchange.example"],
    "BASE_URL": "https://exchange.example",
    "PROCESSES": 2,
    "REDIS_URL": "redis://redis.example",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "MAILERS": {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}},
    "DEFAULT_FROM_EMAIL": "Dialogue <dialogue@exchange.example>",
    "CLOCK_FACTOR": 1,
    "JANUS": {"one": "ws://127.0.0.1:8188"},
    "JANUS_API_SECRET": "a" * 20,
    "JANUS_ADMIN_KEY": "b" * 20,
    "TURN_URLS": ["turn:relay.example:3478"],
    "TURN_SECRET": "c" * 20,
}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
UNSAFE = [
    ("DIALOGUE_DEBUG", {"DEBUG": True}),
    ("DIALOGUE_SECRET_KEY", {"SECRET_KEY": "k" * 49}),
    ("DIALOGUE_ALLOWED_HOSTS", {"ALLOWED_HOSTS": []}),
    ("DIALOGUE_ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["exchange.example", "*"]}),
    ("DIALOGUE_BASE_URL", {"BASE_URL": "http://exchange.example"}),
    ("DIALOGUE_REDIS_URL", {"REDIS_URL": ""}),
    ("DIALOGUE_DATABASE_URL", {"DATABASES": SQLITE}),
    ("DIALOGUE_MAIL_URL", {"MAILERS": {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}}),
    ("DIALOGUE_MAIL_FROM", {"DEFAULT_FROM_EMAIL": ""}),
    ("DIALOGUE_JANUS_API_SECRET", {"JANUS_API_SECRET": ""}),
    ("DIALOGUE_JANUS_ADMIN_KEY", {"JANUS_ADMIN_KEY": "b" * 19}),
    ("DIALOGUE_TURN_SECRET", {"TURN_SECRET": "c" * 19}),
    ("DIALOGUE_TEST_CLOCK_FACTOR", {"CLOCK_FACTOR": 60}),
]


def test_safe_values_start():
    refuse_unsafe(SAFE)


def test_one_process_needs_neither_redis_nor_postgresql():
    refuse_unsafe(SAFE | {"PROCESSES": 1, "REDIS_URL": "", "DATABASES": SQLITE})


def test_a_site_without_media_servers_and_relays_needs_no_secrets_for_them():
    none = {"JANUS": {}, "JANUS_API_SECRET": "", "JANUS_ADMIN_KEY": "", "TURN_URLS": [], "TURN_SECRET": ""}
    refuse_unsafe(SAFE | none)


@pytest.mark.parametrize(("variable", "value"), UNSAFE)
def test_an_unsafe_value_is_refused_by_its_variable(variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        refuse_unsafe(SAFE | value)


def test_every_fault_is_said_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe(SAFE | {"DEBUG": True, "DEFAULT_FROM_EMAIL": ""})
    assert str(refusal.value).count("\n- ") == 2


def test_a_refusal_keeps_the_secret_key_secret():
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe(SAFE | {"SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refusal.value)


def settings_import(tmp_path: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DIALOGUE_")}
    folders = {"DIALOGUE_DATA_DIR": str(tmp_path / "data"), "DIALOGUE_STATIC_ROOT": str(tmp_path / "static")}
    environment = kept | folders | {"DIALOGUE_MODE": "production"} | given
    here = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_with_nothing_set_names_everything_it_needs(tmp_path):
    said = settings_import(tmp_path).stderr
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "MAIL_URL", "MAIL_FROM"):
        assert f"DIALOGUE_{name}" in said


def test_production_with_safe_values_starts(tmp_path):
    safe = {
        "DIALOGUE_SECRET_KEY": "k" * 50,
        "DIALOGUE_ALLOWED_HOSTS": "exchange.example",
        "DIALOGUE_BASE_URL": "https://exchange.example",
        "DIALOGUE_MAIL_URL": "smtp://mail.example",
        "DIALOGUE_MAIL_FROM": "dialogue@exchange.example",
    }
    done = settings_import(tmp_path, **safe)
    assert (done.returncode, done.stderr) == (0, "")
