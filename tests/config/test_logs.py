"""A log never holds what opens a door."""

import logging

import pytest

from config.logs import HideSecrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /accounts/link/abc123/ 200", "GET /accounts/link/…/ 200"),
        ("ws /ws/rooms/1/?ticket=xyz:1:2", "ws /ws/rooms/1/?ticket=…"),
        ("ws /ws/rooms/1/?a=1&resume=xyz done", "ws /ws/rooms/1/?a=1&resume=… done"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_links_and_tokens_are_hidden(said: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (said,), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == kept
