"""A sentence for people for each code of the rules."""

from dialogue.refusals import CODES
from sessions.refusal_texts import TEXTS, sentence


def test_every_code_has_a_sentence_for_people() -> None:
    assert set(TEXTS) >= CODES
    assert [code for code in CODES if not sentence(code).endswith(".")] == []


def test_no_two_codes_share_a_sentence() -> None:
    sentences = [str(TEXTS[code]) for code in CODES]
    assert len(set(sentences)) == len(sentences)
