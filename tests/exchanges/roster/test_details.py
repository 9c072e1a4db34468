"""The smaller fields, and the folding of words that all fields share."""

import pytest

from exchanges.roster.details import (
    read_access_needs,
    read_discipline,
    read_dropout_risk,
    read_experience,
    read_gender,
    read_student_number,
    read_topics,
)
from exchanges.roster.folding import clean_cell, edits_at_most_one, folded, mended


@pytest.mark.parametrize(
    ("text", "value"),
    [("Vrouw", "f"), ("v", "f"), ("M", "m"), ("uomo", "m"), ("non-binary", "x"), ("altro", "x"), ("", ""),
     ("prefer not to say", ""), ("zeg ik liever niet", ""), ("attack helicopter", "")],
)  # fmt: skip
def test_gender(text, value):
    assert read_gender(text).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("0012345", "0012345"), ("'0012345", "0012345"), ("12345.0", "12345"), ("S-12/34", "S-12/34")]
)
def test_student_numbers(text, value):
    assert read_student_number(text).value == value


@pytest.mark.parametrize(
    ("text", "code"), [("1.23E+11", "number_rounded"), ("1,2e7", "number_rounded"), ("=A1", "number_invalid")]
)
def test_student_numbers_refused(text, code):
    assert read_student_number(text).why == code


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_discipline, "Rechtsgeleerdheid", "law_politics"),
        (read_discipline, "engineering", "engineering"),
        (read_discipline, "Dance studies", "dance_studies"),
        (read_experience, "2", "2"),
        (read_experience, "nee", "0"),
        (read_experience, "sì", "1"),
        (read_experience, "lots", ""),
        (read_topics, "Climate, AI ethics", "climate;ai_ethics"),
        (read_access_needs, "Ondertiteling; screen reader", "captions;screen_reader"),
        (read_access_needs, "epilepsy", ""),
        (read_access_needs, "none", ""),
        (read_dropout_risk, "12 %", "0.12"),
        (read_dropout_risk, "0,3", "0.3"),
        (read_dropout_risk, "high", ""),
    ],
)
def test_details(reader, text, value):
    assert reader(text).value == value


def test_words_about_health_are_left_out_and_said():
    assert read_access_needs("captions; epilepsy").note == "access_need_left_out"


def test_broken_accents_are_mended():
    assert mended("JoÃ«lle") == "Joëlle"


def test_a_name_that_only_looks_broken_stays():
    assert mended("SÃO PAULO") == "SÃO PAULO"


def test_cells_lose_invisible_signs():
    assert clean_cell("\ufeff\u00a0Anna\u200b\x00 ") == "Anna"


def test_accents_case_and_punctuation_do_not_count():
    assert folded("  Numéro d'étudiant(e) ") == "numero d etudiant e"


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [("gmail", "gmial", True), ("gmail", "gmal", True), ("gmail", "gmaill", True), ("gmail", "gmaik", True),
     ("gmail", "gmail", True), ("gmail", "hmaik", False), ("a", "abc", False)],
)  # fmt: skip
def test_one_slip_of_the_finger(left, right, near):
    assert edits_at_most_one(left, right) is near
