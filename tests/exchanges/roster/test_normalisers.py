"""One cell at a time: what is kept, what is repaired (value), what is refused (code)."""

import pytest

from exchanges.roster.availability import read_availability
from exchanges.roster.countries import read_country
from exchanges.roster.dates import date_habits, read_birth_date
from exchanges.roster.emails import read_email
from exchanges.roster.institutions import read_institution
from exchanges.roster.languages import paired, read_first_languages, read_level, read_work_languages
from exchanges.roster.names import read_family_first, read_name
from exchanges.roster.zones import Place, read_zone
from tests.exchanges.roster.partners import ON, PARTNERS

NL = Place("NL", "NL", "Europe/Amsterdam", ON)
EG = Place("EG", "EG", "Africa/Cairo", ON)
US_AT_DUTCH = Place("US", "NL", "Europe/Amsterdam", ON)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Anna de Vries", "Anna de Vries"),
        ("Vries,  Anna de", "Anna de Vries"),
        ("Anna   de Vries", "Anna de Vries"),
        ("Joe\u0308lle", "Joëlle"),
        ("MCDONALD", "MCDONALD"),
        ("Jansen, PhD", "Jansen, PhD"),
        ("محمد عبد الرحمن", "محمد عبد الرحمن"),
        ("\u200fمريم\u200e", "مريم"),
    ],
)
def test_names(text, value):
    assert read_name(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name_missing"),
        ("Jos? Garc?a", "name_broken_characters"),
        ("anna@x.example", "name_is_email"),
        ("=HYPERLINK(1)", "name_no_letters"),
        ("12345", "name_no_letters"),
        ("a, b, c", "name_commas"),
        ("x" * 151, "name_too_long"),
    ],
)
def test_names_refused(text, code):
    assert read_name(text).why == code


def test_a_column_headed_family_name_first_is_turned_round():
    assert read_family_first("Rossi Maria").value == "Maria Rossi"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" Anna@X.Example ", "anna@x.example"),
        ("mailto:anna@x.example", "anna@x.example"),
        ("Anna Bos <anna@x.example>", "anna@x.example"),
        ("anna (at) x.example;", "anna@x.example"),
        ("a@mail.com", "a@mail.com"),
        ("a@students.noorderzee.example", "a@students.noorderzee.example"),
    ],
)
def test_emails(text, value):
    assert read_email(text, ("noorderzee.example",)).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "email_missing"),
        ("a@gmial.com", "email_typo"),
        ("a@gmail.con", "email_typo"),
        ("a@hotmail,com", "email_typo"),
        ("a@noorderze.example", "email_typo"),
        ("a@x.example, b@x.example", "email_several"),
        ("a b@x.example", "email_invalid"),
        ("anna", "email_invalid"),
        ("anna..bos@x.example", "email_invalid"),
        ("é@x.example", "email_invalid"),
    ],
)
def test_emails_refused(text, code):
    assert read_email(text, ("noorderzee.example",)).why == code


def test_a_likely_address_is_suggested_and_not_taken():
    reading = read_email("a@gmial.com")
    assert (reading.value, reading.said["suggestion"]) == ("", "a@gmail.com")


@pytest.mark.parametrize(
    "text", ["valdarno", "Università di Valdarno", "universita di valdarno", "Valdarno", "valdarno.example", "VALDARNO"]
)
def test_institutions(text):
    assert read_institution(text, "", PARTNERS).value == "valdarno"


@pytest.mark.parametrize("text", ["NDU", "Nile Delta Univercity", "nile-delta", "Delta Nile"])
def test_institutions_by_initials_and_with_a_slip(text):
    assert read_institution(text, "", PARTNERS).value == "nile-delta"


@pytest.mark.parametrize("text", ["Utrecht", "University", "Noorderzee Valdarno"])
def test_institutions_refused(text):
    assert read_institution(text, "", PARTNERS).why == "institution_unknown"


def test_an_empty_institution_is_told_by_the_address():
    assert read_institution("", "a@mail.valdarno.example", PARTNERS).value == "valdarno"


@pytest.mark.parametrize("text", ["EG", "eg", "EGY", "Egypt", "Egitto", "Égypte", "مصر"])
def test_countries(text):
    assert read_country(text).value == "EG"


@pytest.mark.parametrize(("text", "code"), [("Ruritania", "country_unknown"), ("", "country_missing")])
def test_countries_refused(text, code):
    assert read_country(text).why == code


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("Europe/Amsterdam", NL, "Europe/Amsterdam"),
        ("europe/amsterdam", NL, "Europe/Amsterdam"),
        ("CET", NL, "Europe/Amsterdam"),
        ("CET/CEST", NL, "Europe/Amsterdam"),
        ("GMT+1", NL, "Europe/Amsterdam"),
        ("UTC+02:00", NL, "Europe/Amsterdam"),
        ("Etc/GMT-1", NL, "Europe/Amsterdam"),
        ("Amsterdam", NL, "Europe/Amsterdam"),
        ("Dutch time", NL, "Europe/Amsterdam"),
        ("W. Europe Standard Time", NL, "Europe/Amsterdam"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", NL, "Europe/Amsterdam"),
        ("", NL, "Europe/Amsterdam"),
        ("GMT+2", EG, "Africa/Cairo"),
        ("2", EG, "Africa/Cairo"),
        ("EET", EG, "Africa/Cairo"),
        ("Egypt Standard Time", EG, "Africa/Cairo"),
        ("Il Cairo", EG, "Africa/Cairo"),
        ("America/New_York", US_AT_DUTCH, "America/New_York"),
    ],
)
def test_zones(text, place, value):
    assert read_zone(text, place).value == value


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("EST", NL, "zone_contradicts"),
        ("GMT", NL, "zone_contradicts"),
        ("CET", EG, "zone_contradicts"),
        ("GMT+5", NL, "zone_contradicts"),
        ("Mars/Olympus", NL, "zone_unknown"),
        ("EST", US_AT_DUTCH, "zone_is_no_place"),
        ("", US_AT_DUTCH, "zone_missing"),
    ],
)
def test_zones_refused(text, place, code):
    assert read_zone(text, place).why == code


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("B2", "B2"), ("b2+", "B2"), ("B 2", "B2"), ("B2.1", "B2"), ("C1/C2", "C1"), ("B1-B2", "B1"),
        ("upper intermediate", "B2"), ("Pre-Intermediate", "A2"), ("gevorderd", "C1"), ("intermedio superiore", "B2"),
        ("débutant", "A1"), ("native", "N"), ("moedertaal", "N"), ("madrelingua", "N"), ("IELTS 6.5", "B2"),
        ("IELTS 6,5", "B2"), ("TOEFL 96", "C1"), ("FCE", "B2"),
    ],
)  # fmt: skip
def test_levels(text, level):
    assert read_level(text).value == level


@pytest.mark.parametrize("text", ["good", "D4", "7", "?"])
def test_levels_refused(text):
    assert read_level(text).why == "level_unknown"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("en:C1;fr:B1", "en:C1;fr:B1"),
        ("English C1, French B1", "en:C1;fr:B1"),
        ("Engels B2 en Frans A2", "en:B2;fr:A2"),
        ("English (B2)", "en:B2"),
        ("English, B2", "en:B2"),
        ("C1 in English", "en:C1"),
        ("Nederlands moedertaal; Engels C1/C2", "nl:N;en:C1"),
        ("B2", "en:B2"),
        ("en:C1;en:B2", "en:B2"),
        ("", ""),
    ],
)
def test_work_languages(text, value):
    assert read_work_languages(text, ("en",)).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("Klingon B2", "language_unknown"), ("English", "level_missing"), ("Dutch: so so", "level_unknown")],
)
def test_work_languages_refused(text, code):
    assert read_work_languages(text, ("en",)).why == code


@pytest.mark.parametrize(
    ("languages", "levels", "value"),
    [
        ("English", "B2", "en:B2"),
        ("English, French", "C1, B1", "en:C1;fr:B1"),
        ("en:C1", "", "en:C1"),
        ("", "b2", "en:B2"),
        ("English C1", "B2", "en:B2"),
    ],
)
def test_languages_and_levels_in_two_columns(languages, levels, value):
    assert read_work_languages(paired(languages, levels), ("en",)).value == value


def test_a_bare_level_names_the_language_that_was_assumed():
    assert read_work_languages("B2", ("en",)).said == {"language": "en"}


def test_a_bare_level_says_nothing_when_an_exchange_has_two_languages():
    assert read_work_languages("B2", ("en", "fr")).why == "language_not_named"


@pytest.mark.parametrize(
    ("text", "value"),
    [("Nederlands/Fries", "nl;fy"), ("Arabic and French", "ar;fr"), ("العربية", "ar"), ("en-GB", "en")],
)
def test_first_languages(text, value):
    assert read_first_languages(text).value == value


NO_HABIT, DAY_FIRST = date_habits([]), date_habits(["25/12/2001", "1/2/2003"])
MONTH_FIRST, MIXED = date_habits(["12/25/2001"]), date_habits(["25/12/2001", "12/25/2001"])


@pytest.mark.parametrize(
    "text",
    ["2001-04-03", "2001/4/3", "20010403", "3.4.2001", "3 April 2001", "3 apr. 2001", "April 3rd, 2001", "3-Apr-01",
     "3 avril 2001", "3 aprile 2001", "36984"],
)  # fmt: skip
def test_dates(text):
    assert read_birth_date(text, NO_HABIT, ON).value == "2001-04-03"


@pytest.mark.parametrize(("habits", "value"), [(DAY_FIRST, "2001-04-03"), (MONTH_FIRST, "2001-03-04")])
def test_the_other_rows_settle_day_and_month(habits, value):
    assert read_birth_date("03/04/2001", habits, ON).value == value


@pytest.mark.parametrize("habits", [NO_HABIT, MIXED])
def test_a_date_that_nothing_settles_is_left_out_and_said(habits):
    reading = read_birth_date("03/04/2001", habits, ON)
    assert (reading.value, reading.note, reading.why) == ("", "date_ambiguous", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [("31/02/2001", "date_no_such_day"), ("2021-01-01", "date_implausible"), ("1801-01-01", "date_implausible"),
     ("soon", "date_unknown"), ("13/13/2001", "date_no_such_day")],
)  # fmt: skip
def test_dates_refused(text, code):
    assert read_birth_date(text, NO_HABIT, ON).why == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mon 12:30-14:00;Tue 18:00-21:00", "Mon 12:30-14:00;Tue 18:00-21:00"),
        ("Mon 12:30-14:00;Tue 18-21", "Mon 12:30-14:00;Tue 18:00-21:00"),
        ("maandag 18.00 - 21u, wo 19:00-20:30", "Mon 18:00-21:00;Wed 19:00-20:30"),
        ("lunedì dalle 18 alle 21", "Mon 18:00-21:00"),
        ("lundi de 18h à 21h30", "Mon 18:00-21:30"),
        ("الاثنين 18:00-21:00", "Mon 18:00-21:00"),
        ("Mon-Wed 6-9pm", "Mon 18:00-21:00;Tue 18:00-21:00;Wed 18:00-21:00"),
        ("Mon, Wed & Fri 18-20", "Mon 18:00-20:00;Wed 18:00-20:00;Fri 18:00-20:00"),
        ("Mon 10-12, 18-21", "Mon 10:00-12:00;Mon 18:00-21:00"),
        ("Mon 18-20;Mon 19-21", "Mon 18:00-21:00"),
        ("Thu 18:30-24:00", "Thu 18:30-24:00"),
        ("Mon 22:00-02:00", "Mon 22:00-24:00;Tue 00:00-02:00"),
        ("Sun 23:00-01:00", "Mon 00:00-01:00;Sun 23:00-24:00"),
        ("Monday evening", "Mon 18:00-21:00"),
        ("Monday evening 7-9", "Mon 19:00-21:00"),
        ("ogni lunedì 18-20", "Mon 18:00-20:00"),
        ("11-2pm Sun".replace("11-2pm Sun", "Sun 11-2pm"), "Sun 11:00-14:00"),
    ],
)
def test_availability(text, value):
    assert read_availability(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("always", "availability_vague"), ("Mon", "availability_no_hours"), ("18-21", "availability_no_day"),
        ("Mon after 18:00", "availability_unknown_word"), ("not Mon 18-21", "availability_unknown_word"),
        ("Mon 18:00", "availability_no_end"), ("ma 18-21", "availability_day_of_two"),
        ("Mon 18-18", "availability_empty_block"), ("Mon; Tue 18-21", "availability_no_hours"),
    ],
)  # fmt: skip
def test_availability_refused(text, code):
    assert read_availability(text).why == code


@pytest.mark.parametrize(("country", "day"), [("NL", "Mon"), ("FR", "Tue"), ("IT", "Tue")])
def test_the_country_settles_a_day_of_two_letters(country, day):
    assert read_availability("ma 18-21", country).value == f"{day} 18:00-21:00"
