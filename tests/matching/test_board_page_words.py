"""The words that the script of the board fills in: every form of a number that a language may ask for."""

from django.utils.translation import override

from matching.board_page_words import SAMPLES, page_words


def test_one_is_not_said_as_many():
    words = page_words()
    assert words["students_one"] == "%(n)s student"
    assert words["students_other"] == "%(n)s students"
    assert words["people_found_one"] == "%(n)s person found"


def test_every_form_of_every_language_has_words():
    words = page_words()
    counted = {key.rpartition("_")[0] for key in words if key.endswith("_few")}
    assert counted == {
        "hard",
        "soft",
        "aside",
        "hand",
        "elsewhere",
        "groups_shown",
        "people_found",
        "students",
        "target",
    }
    assert {f"{key}_{form}" for key in counted for form in SAMPLES} <= words.keys()


def test_a_language_with_two_forms_uses_the_second_for_none():
    with override("nl"):
        assert page_words()["students_zero"] == page_words()["students_other"]
