import pytest

from exchanges.roster.header_names import field_inside, field_of
from exchanges.roster.values import FileRefused
from tests.exchanges.roster.partners import checked


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-mailadres", "email"),
        ("ADRESSE E-MAIL", "email"),
        ("Università", "institution"),
        ("universita", "institution"),
        ("Geboortedatum (dd-mm-jjjj)", "date_of_birth"),
        ("Fuso orario", "tz"),
        ("Disponibilité", "availability"),
        ("Madrelingua", "first_languages"),
        ("student_id", "student_number"),
        ("Livello di inglese", "level:en"),
        ("Niveau d'anglais", "level:en"),
        ("Engels", "level:en"),
        ("Mardi", "day:Tue"),
        ("No.", ""),
        ("Shoe size", ""),
    ],
)
def test_knows_headers_in_four_languages(header, field):
    assert field_of(header) == field


def test_reads_the_field_inside_a_question():
    assert field_inside("What is your university e-mail address?") == "email"


@pytest.mark.parametrize(
    "header", ["Country of birth", "Emergency contact name", "E-mail of your supervisor", "Telefoon ouder"]
)
def test_leaves_columns_about_others_alone(header):
    assert field_of(header) + field_inside(header) == ""


def test_finds_the_header_under_a_title():
    assert (
        checked("List 2026,,\n\nname,email,university\nA B,a@noorderzee.example,noorderzee\n").columns.header_row == 3
    )


def test_names_unknown_and_repeated_columns():
    columns = checked("name,email,E-mail 2,university,email\nA B,a@noorderzee.example,x,noorderzee,\n").columns
    assert (columns.unknown, columns.repeated) == (("E-mail 2",), ("email",))


def test_one_half_of_a_name_beside_no_other_half_is_the_whole():
    assert checked("Nome,email,ateneo\nAnna Bos,a@noorderzee.example,noorderzee\n").rows[0].person.name == "Anna Bos"


def test_joins_names_from_three_columns():
    text = "Voornaam,Tussenvoegsel,Achternaam,email,universiteit\nAnna,van der,Bos,a@noorderzee.example,noorderzee\n"
    assert checked(text).rows[0].person.name == "Anna van der Bos"


def test_collects_hours_from_a_column_for_each_day():
    text = "name,email,university,Monday,Tuesday\nA B,a@noorderzee.example,noorderzee,18-21,\n"
    assert checked(text).rows[0].person.availability == "Mon 18:00-21:00"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("1,2,3\n4,5,6\n", "file_no_header", 1),
        ("name,university,shoe\nA,b,c\n", "file_missing_columns", 1),
        ("name,email,university\n", "file_no_rows", 1),
    ],
)
def test_wrong_columns_are_refused_with_the_row(text, code, said):
    with pytest.raises(FileRefused) as caught:
        checked(text)
    assert (caught.value.code, caught.value.said["row"]) == (code, said)
