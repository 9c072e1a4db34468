import re
from pathlib import Path

import pytest

from exchanges import roster
from exchanges.roster_sentences import SENTENCES, say

SOURCE = "".join(path.read_text(encoding="utf-8") for path in Path(roster.__file__).parent.glob("*.py"))
GIVEN = {
    "row": 3, "rows": 3, "limit": 5, "megabytes": 12, "found": "a", "columns": "name", "name": "Noorderzee",
    "language": "en", "suggestion": "a@b.nl", "known": "x", "place": "Europe/Rome", "part": "x", "least": 15,
    "most": 100, "fields": "tz",
}  # fmt: skip
# Codes that exchanges/imports.py says itself.
OF_IMPORTS = {"file_no_row_usable", "exchange_without_institutions"}


def codes_in_source() -> set[str]:
    """Quoted words that stand where a code is given: refused("..."), repaired(..., "..."), and tables of codes."""
    families = (
        "file|row|cell|name|email|institution|country|zone|language|level|date|availability|number|student|gender|"
    )
    families += "experience|topics|access_need|risk|duplicate|account|person|same_name|text"
    return set(re.findall(rf'"((?:{families})_[a-z_]+)"', SOURCE)) | {"same_name"}


NO_CODES = {"name_family_first", "student_number", "date_of_birth", "institution_tz", "student_id", "number_format"}


def test_every_code_has_a_sentence():
    assert codes_in_source() - NO_CODES - set(SENTENCES) == set()


def test_every_sentence_has_a_code():
    assert set(SENTENCES) - codes_in_source() == OF_IMPORTS


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentences_take_their_words(code):
    assert "%" not in say(code, GIVEN)


def test_names_of_fields_are_said_as_on_the_page():
    assert "time zone, e-mail" in say("duplicate_differs", {"row": 3, "fields": "tz, email"})
