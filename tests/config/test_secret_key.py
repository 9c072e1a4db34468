"""The embedded shape makes its secret key once, also when several processes start in a new folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import settings

AT_ONCE = 8


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path / "secret.key"


def test_all_that_start_at_once_have_one_key(key: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as together:
        made = {one.result() for one in [together.submit(settings.kept_secret_key) for _ in range(AT_ONCE)]}
    assert made == {key.read_text()}


def test_a_key_that_is_there_stays(key: Path) -> None:
    assert settings.kept_secret_key() == settings.kept_secret_key()


def test_a_file_that_nothing_was_written_to_yet_is_no_key(key: Path) -> None:
    key.touch()
    assert len(settings.kept_secret_key()) > 80


def test_nobody_else_reads_the_key(key: Path) -> None:
    settings.kept_secret_key()
    assert key.stat().st_mode & 0o077 == 0
