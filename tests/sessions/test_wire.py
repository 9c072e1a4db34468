"""Frames at the edge: what the schema lets through and a database does not."""

import pytest

from sessions import wire


@pytest.mark.parametrize(
    "frame",
    [
        r'{"do": "say", "id": "c1", "text": "a\u0000b"}',
        r'{"do": "say", "id": "c1\u0000", "text": "a"}',
        r'{"do": "remove", "id": "c1", "who": 1, "reason": "\u0000"}',
    ],
)
def test_a_text_with_nul_is_refused_before_it_can_fail_a_group_commit(frame: str) -> None:
    with pytest.raises(wire.BadFrame, match="NUL"):
        wire.parse(frame)


def test_the_letters_of_an_escape_are_a_text_like_any_other() -> None:
    assert wire.parse(r'{"do": "say", "id": "c1", "text": "\\u0000"}').text == r"\u0000"
