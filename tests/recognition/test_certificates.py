"""The paper: what it says, in which language and script, and when it stops being valid."""

import io
import re

import pypdf
import pytest
from django.core.files.storage import default_storage

from recognition import codes, errors, fonts, issuing, services
from recognition.certificate_texts import WORDS
from recognition.certificates import facts, pdf_of
from recognition.models import Certificate
from recognition.services import Choice
from tests.recognition.held import coordinator_of, facilitator_of, held_season, meetings_of, student_of

pytestmark = pytest.mark.django_db
REASON = "The examiner has asked a question."
SAMPLE = {
    "language": "en",
    "name": "Amira Ben Salah",
    "exchange": "Voices across the Mediterranean",
    "counted": 6,
    "total": 8,
    "required": 6,
    "institutions": ["Noorderzee University", "Università del Valdarno"],
    "home_institution": "Noorderzee University",
    "definition": {"sessions": 8, "weeks": 8, "countries": 3, "size_min": 6, "size_max": 8},
    "dates": "5 October 2026 – 29 November 2026",
    "hours": {"live": "16.0", "own": "67.5"},
    "credits": {"value": "3.0", "label": "ECTS"},
    "facilitators": [{"name": "Fatima Haddad", "role": "lead"}],
    "issuer": {"institution": "", "agreement": "Virtual exchange agreement"},
    "decided_by": "Marieke Dekker",
    "decided_on": "4 December 2026",
    "code_shown": "7K3M-9QXA-2F5T-HW8C-R0ZE-4BJN-6VYD",
    "verify_url": "https://dialogue.example.org/recognition/verify/7K3M-9QXA-2F5T-HW8C-R0ZE-4BJN-6VYD/",
    "verify_at": "dialogue.example.org/recognition/verify/",
}


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    settings.BASE_URL = "https://dialogue.example.org"


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def certified(**fields):
    """A certified student's decision."""
    exchange = held_season(**fields)
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, facilitator_of(exchange))
    return services.decide(exchange, coordinator_of(exchange), [Choice(student_of(exchange).pk)])[0]


# -- the file ------------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes():
    assert pdf_of(SAMPLE) == pdf_of(dict(reversed(SAMPLE.items())))


def test_the_file_is_one_page_tagged_for_screen_readers():
    file = pypdf.PdfReader(io.BytesIO(pdf_of(SAMPLE)))
    root = file.trailer["/Root"]
    assert len(file.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_only_fonts_of_the_packages_are_in_the_file():
    page = pypdf.PdfReader(io.BytesIO(pdf_of(SAMPLE | {"name": "ليلى Żółć"}))).pages[0]
    names = {str(font.get_object()["/BaseFont"]).split("+")[1] for font in page["/Resources"]["/Font"].values()}
    assert names == {"NotoSans-Regular", "NotoSansArabic-Regular"}


@pytest.mark.parametrize("name", ["Łukasz Žižková Ngô Đình Diệm", "Αλέξανδρος", "Олександра", "José D'Souza-O’Neill"])
def test_a_name_stands_on_the_paper_as_the_person_wrote_it(name):
    assert name in text_of(pdf_of(SAMPLE | {"name": name}))


def test_an_arabic_name_is_shaped_and_printed():
    letters = set(re.sub(r"\s", "", text_of(pdf_of(SAMPLE | {"name": "ليلى حداد"}))))
    assert set("ليىحد") <= letters


def test_words_are_printed_as_they_are_and_never_run():
    assert "#read(secret) $x$ *b*" in text_of(pdf_of(SAMPLE | {"name": "#read(secret) $x$ *b*"}))


def test_a_very_long_name_still_fits_on_the_page():
    long = SAMPLE | {"name": "Maria Aparecida dos Santos Vasconcelos " * 4, "exchange": "Listening across borders " * 6}
    assert len(pypdf.PdfReader(io.BytesIO(pdf_of(long))).pages) == 1


def test_letters_without_a_font_are_named():
    assert fonts.unprintable("Li 李小 龙") == "李小龙"


# -- the words -----------------------------------------------------------------------------------------------


def test_every_language_says_everything_differently():
    english, dutch = WORDS["en"], WORDS["nl"]
    same = {name for name in english.__slots__ if getattr(english, name) == getattr(dutch, name)}
    assert same == {"code", "credits_value"}


def test_hours_are_written_as_the_language_does():
    assert "67,5 uur eigen werk" in text_of(pdf_of(SAMPLE | {"language": "nl"}))


def test_credit_and_participation_never_share_a_line():
    words = WORDS["en"]
    lines = [f"{one['name']} {one['value']}" for one in facts(words, SAMPLE)]
    lines += [words.title, words.statement, words.credit_statement]
    assert not [line for line in lines if "ECTS" in line and re.search("particip|took part|session", line)]
    assert "credit" not in words.statement.lower()


def test_without_an_institution_that_awards_credit_no_credits_are_named():
    assert "ECTS" not in text_of(pdf_of(SAMPLE | {"credits": None}))


def test_the_square_picture_holds_the_address():
    assert SAMPLE["verify_url"] in WORDS["en"].qr_alt.format(url=SAMPLE["verify_url"])


# -- issuing -------------------------------------------------------------------------------------------------


def test_a_certificate_says_what_was_decided():
    certificate = issuing.issue_certificate(certified())
    content = certificate.content
    assert (content["counted"], content["total"], content["required"]) == (4, 4, 3)
    assert content["facilitators"] == [{"name": "Facilitator 1", "role": "lead"}]
    assert content["verify_url"].endswith(f"/recognition/verify/{codes.shown(certificate.code)}/")
    assert content["hours"] == {"live": "8.0", "own": "76.0"}
    assert content["credits"] is None


def test_nothing_of_a_single_session_or_of_talking_is_kept_on_it():
    content = issuing.issue_certificate(certified()).content
    assert not set(content) & {"sessions", "minutes", "acts", "present_minutes", "talk"}


def test_planned_credits_stand_on_it_when_a_partner_awards_credit():
    decision = certified()
    decision.exchange.participations.update(awards_credit=True)
    assert issuing.issue_certificate(decision).content["credits"] == {"value": "3.0", "label": "ECTS"}


def test_issuing_twice_is_issuing_once():
    decision = certified()
    assert issuing.issue_certificate(decision) == issuing.issue_certificate(decision)
    assert Certificate.objects.count() == 1


def test_a_certificate_speaks_the_students_language_or_english():
    decision = certified()
    decision.enrolment.user.language = "nl"
    decision.enrolment.user.save()
    certificate = issuing.issue_certificate(decision)
    assert certificate.language == "nl"
    assert certificate.content["dates"] == "7 september 2026 – 4 oktober 2026"


def test_only_the_newest_decision_certified_gives_one():
    decision = certified()
    exchange = decision.exchange
    newer = services.decide(exchange, decision.decided_by, [Choice(decision.enrolment_id, "deferred", REASON)])[0]
    for row in (decision, newer):
        with pytest.raises(errors.NotCertified):
            issuing.issue_certificate(row)


def test_a_name_that_cannot_be_printed_is_refused_with_its_letters():
    decision = certified()
    decision.enrolment.user.name = "李 Ming"
    decision.enrolment.user.save()
    with pytest.raises(errors.NameNotPrintable, match="李"):
        issuing.issue_certificate(decision)


def test_the_file_is_made_once_and_kept():
    certificate = issuing.issue_certificate(certified())
    first = issuing.print_certificate(certificate)
    assert default_storage.exists(certificate.pdf_path)
    assert issuing.print_certificate(certificate) == first


def test_a_lost_file_is_made_again_with_the_same_bytes():
    certificate = issuing.issue_certificate(certified())
    first = issuing.print_certificate(certificate)
    default_storage.delete(certificate.pdf_path)
    assert issuing.print_certificate(certificate) == first


def test_what_was_frozen_is_printed_even_when_the_name_changed_since():
    decision = certified()
    certificate = issuing.issue_certificate(decision)
    decision.enrolment.user.name = "Somebody Else"
    decision.enrolment.user.save()
    assert "Student 1" in text_of(issuing.print_certificate(certificate))


# -- validity ------------------------------------------------------------------------------------------------


def test_a_new_certificate_is_valid():
    assert issuing.state_of(issuing.issue_certificate(certified())) == "valid"


def test_revoking_needs_a_reason_and_happens_once():
    decision = certified()
    certificate = issuing.issue_certificate(decision)
    with pytest.raises(errors.ReasonTooShort):
        issuing.revoke(certificate, decision.decided_by, "no")
    revoked = issuing.revoke(certificate, decision.decided_by, "The name belonged to somebody else.")
    assert issuing.state_of(revoked) == "revoked"
    with pytest.raises(errors.AlreadyRevoked):
        issuing.revoke(revoked, decision.decided_by, "The name belonged to somebody else.")


def test_a_later_decision_that_does_not_certify_supersedes():
    decision = certified()
    certificate = issuing.issue_certificate(decision)
    services.decide(decision.exchange, decision.decided_by, [Choice(decision.enrolment_id, "deferred", REASON)])
    assert issuing.state_of(certificate) == "superseded"


def test_being_certified_again_lets_the_certificate_stand():
    decision = certified()
    certificate = issuing.issue_certificate(decision)
    again = [Choice(decision.enrolment_id, "certified", "Looked at once more, with the examiner.")]
    services.decide(decision.exchange, decision.decided_by, again)
    assert issuing.state_of(certificate) == "valid"
    assert issuing.issue_due(decision.exchange, decision.decided_by) == []


def test_after_a_revocation_a_new_decision_gives_a_new_certificate():
    decision = certified()
    first = issuing.issue_certificate(decision)
    first = issuing.revoke(first, decision.decided_by, "The name belonged to somebody else.")
    assert issuing.issue_due(decision.exchange, decision.decided_by) == []
    again = [Choice(decision.enrolment_id, "certified", "The name is corrected now.")]
    services.decide(decision.exchange, decision.decided_by, again)
    second = issuing.issue_due(decision.exchange, decision.decided_by)[0]
    assert (issuing.state_of(first), issuing.state_of(second)) == ("revoked", "valid")


# -- codes ---------------------------------------------------------------------------------------------------


def test_a_code_has_140_bits_of_an_alphabet_of_32():
    assert (len(set(codes.ALPHABET)), codes.LENGTH * 5) == (32, 140)
    assert len({codes.new_code() for _ in range(100)}) == 100


def test_a_code_is_read_however_it_was_typed():
    code = codes.new_code()
    typed = codes.shown(code).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert codes.read(typed) == code


@pytest.mark.parametrize("typed", ["", "abc", "7K3M-9QXA-2F5T-HW8C-R0ZE-4BJN-6VY", "U" * 28, "٣" * 28])
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.read(typed) == ""
