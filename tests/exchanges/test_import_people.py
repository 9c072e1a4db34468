"""import_people and undo_import, on the committed rosters and on small files of our own."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.utils import translation
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import AuditEntry, User
from exchanges.errors import ImportUndone, RosterRefused
from exchanges.import_undo import undo_import, undoable
from exchanges.imports import import_people
from exchanges.models import Enrolment, Exchange, ImportRun, Institution, Participation, Profile
from tests.factories import make_group, make_user

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "roster"
SCHEMA = json.loads((ROOT / "docs" / "reference" / "roster-report.schema.json").read_text(encoding="utf-8"))
FILES = ("noorderzee.csv", "valdarno.csv", "nile-delta.xlsx")
HEADER = "name,email,university,student number,availability,born"
ANNA = "Anna Bos,anna@noorderzee.example,Noorderzee University,007,Mon 18:00-21:00,2001-04-03"
BO = "Bo Vos,bo@noorderzee.example,Noorderzee University,008,Tue 18:00-21:00,2002-05-04"

pytestmark = pytest.mark.django_db


def make_partners_exchange(slug: str = "demo") -> Exchange:
    exchange = Exchange.objects.create(
        slug=slug, title="Demo", starts_on=date(2026, 9, 7), working_languages={"en": "B1"}
    )
    for one in json.loads((FIXTURE / "institutions.json").read_text(encoding="utf-8")):
        place, _ = Institution.objects.get_or_create(slug=one["slug"], defaults=one)
        Participation.objects.create(exchange=exchange, institution=place)
    return exchange


@pytest.fixture
def exchange() -> Exchange:
    return make_partners_exchange()


def text_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


def bring(exchange: Exchange, data: bytes, **options: Any) -> ImportRun:
    return import_people(exchange, data, "roster.csv", **({"by": None, "dry_run": False} | options))


def bring_fixture(exchange: Exchange, dry_run: bool = False) -> list[ImportRun]:
    return [import_people(exchange, (FIXTURE / name).read_bytes(), name, by=None, dry_run=dry_run) for name in FILES]


def people() -> list[dict[str, Any]]:
    """Everything that an import may write about people, in one comparable value."""
    tables = (User, Enrolment, Profile)
    rows = [row for table in tables for row in table.objects.order_by("pk").values()]
    return [{name: value for name, value in row.items() if name != "import_run_id"} for row in rows]


def profile_of(email: str) -> Profile:
    return Profile.objects.get(enrolment__user__email=email)


def test_the_three_rosters_enrol_64_students(exchange):
    bring_fixture(exchange)
    assert exchange.enrolments.count() == Profile.objects.count() == 64


def test_an_import_fills_the_profile(exchange):
    bring_fixture(exchange)
    profile = profile_of("zoe.marchetti@valdarno.example")
    assert (profile.country, profile.timezone, profile.work_languages) == (
        "IT",
        "Europe/Rome",
        {"en": "B2", "es": "A2"},
    )


def test_an_import_keeps_who_did_it_and_when(exchange):
    coordinator = make_user("Cora")
    run = bring(exchange, text_of(ANNA), by=coordinator)
    assert (run.by, run.made["created_enrolments"]) == (coordinator, [exchange.enrolments.get().pk])
    assert AuditEntry.objects.filter(actor=coordinator, verb="exchange.import_people").count() == 1


def test_imported_people_have_no_password(exchange):
    bring(exchange, text_of(ANNA))
    assert not User.objects.get(email="anna@noorderzee.example").has_usable_password()


def test_refused_rows_are_left_out_and_the_others_come_in(exchange):
    bring(exchange, text_of(ANNA, BO.replace("Tue 18:00-21:00", "always")))
    assert [one.user.name for one in exchange.enrolments.all()] == ["Anna Bos"]


def test_a_dry_run_tells_the_same_and_writes_nothing(exchange):
    before = people()
    dry = bring_fixture(exchange, dry_run=True)
    assert people() == before
    assert (ImportRun.objects.count(), AuditEntry.objects.count(), dry[0].pk) == (0, 0, None)
    assert [run.report["created"] for run in dry] == [22, 21, 21]


def test_the_same_files_twice_change_nothing(exchange):
    bring_fixture(exchange)
    before = people()
    again = bring_fixture(exchange)
    assert people() == before
    assert [run.report["unchanged"] for run in again] == [22, 21, 21]


def test_a_new_file_changes_only_what_it_says(exchange):
    bring(exchange, text_of(ANNA))
    run = bring(exchange, text_of(ANNA.replace("Mon 18", "Fri 18"), BO))
    anna = profile_of("anna@noorderzee.example")
    assert (anna.availability, anna.born_on) == ("Fri 18:00-21:00", date(2001, 4, 3))
    assert [row["changes"] for row in run.report["rows"]] == [["availability"], []]


def test_empty_cells_erase_nothing(exchange):
    bring(exchange, text_of(ANNA))
    before = people()
    bring(exchange, text_of("Anna Bos,anna@noorderzee.example,Noorderzee University,,,"))
    assert people() == before


def test_what_a_student_corrected_survives_the_same_file(exchange):
    bring(exchange, text_of(ANNA))
    Profile.objects.update(availability="Sun 10:00-12:00")
    bring(exchange, text_of(ANNA))
    assert profile_of("anna@noorderzee.example").availability == "Sun 10:00-12:00"


def test_an_account_that_somebody_uses_keeps_its_name(exchange):
    make_user("Dr. Anna", email="anna@noorderzee.example", last_login=now())
    bring(exchange, text_of(ANNA))
    assert User.objects.get(email="anna@noorderzee.example").name == "Dr. Anna"


def test_an_account_of_another_exchange_is_used_again(exchange):
    bring(make_partners_exchange("other"), text_of(ANNA))
    bring(exchange, text_of(ANNA))
    assert (User.objects.count(), Enrolment.objects.count()) == (1, 2)


def test_an_enrolment_without_profile_gets_one(exchange):
    user = make_user("Anna Bos", email="anna@noorderzee.example")
    place = Institution.objects.get(slug="noorderzee")
    Enrolment.objects.create(exchange=exchange, user=user, institution=place)
    bring(exchange, text_of(ANNA))
    assert profile_of("anna@noorderzee.example").availability == "Mon 18:00-21:00"


def test_somebody_who_left_is_not_brought_back(exchange):
    bring(exchange, text_of(ANNA))
    exchange.enrolments.update(status=Enrolment.Status.WITHDRAWN)
    with pytest.raises(RosterRefused) as caught:
        bring(exchange, text_of(ANNA))
    assert caught.value.report["rows"][0]["reasons"][0]["code"] == "person_withdrew"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"shoe,size\n1,2\n", "file_no_header"),
        (b"\x89PNG\x00\x00", "file_binary"),
        (b"name,email,university\n" + b"A B,a@x.example,noorderzee\n" * 100_000, "file_too_many_rows"),
        (text_of("Anna,,x,,,"), "file_no_row_usable"),
    ],
)
def test_a_file_is_refused_with_a_sentence_and_nothing_is_written(exchange, data, code):
    with pytest.raises(RosterRefused) as caught:
        bring(exchange, data)
    assert (caught.value.code, caught.value.report["reasons"][0]["text"]) == (code, str(caught.value))
    assert "Nothing was imported" in str(caught.value)
    assert (User.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_an_exchange_without_partners_says_so():
    exchange = Exchange.objects.create(slug="bare", title="Bare")
    with pytest.raises(RosterRefused, match="exchange_without_institutions|institutions"):
        bring(exchange, text_of(ANNA))


def test_reports_follow_their_schema(exchange):
    runs = [*bring_fixture(exchange), *bring_fixture(exchange, dry_run=True)]
    undo_import(runs[0], None)
    for run in (*runs, ImportRun.objects.get(pk=runs[0].pk)):
        jsonschema.validate(run.report, SCHEMA)


def test_the_report_of_a_refused_file_follows_the_schema(exchange):
    with pytest.raises(RosterRefused) as caught:
        bring(exchange, b"")
    jsonschema.validate(caught.value.report, SCHEMA)


def test_undo_takes_everything_back(exchange):
    before = people()
    for run in bring_fixture(exchange):
        undo_import(run, None)
    assert people() == before


def test_undo_puts_back_what_an_import_changed(exchange):
    bring(exchange, text_of(ANNA))
    before = people()
    run = bring(exchange, text_of(ANNA.replace("Mon 18", "Fri 18").replace("2001-04-03", "2000-01-01"), BO))
    undo_import(run, None)
    assert people() == before


def test_undo_keeps_what_was_changed_since(exchange):
    run = bring(exchange, text_of(ANNA, BO))
    Profile.objects.filter(enrolment__user__name="Bo Vos").update(gender="x")
    Profile.objects.filter(enrolment__user__name="Anna Bos").update(availability="Sun 10:00-12:00")
    undone = undo_import(run, None)
    assert [(one["person"], one["code"]) for one in undone.report["undo"]["kept"]] == [("Anna Bos", "changed_since")]


def test_undo_keeps_who_came_in(exchange):
    run = bring(exchange, text_of(ANNA, BO))
    User.objects.filter(name="Anna Bos").update(last_login=now())
    assert [one["code"] for one in undo_import(run, None).report["undo"]["kept"]] == ["came_in"]


def test_undo_keeps_who_was_invited(exchange):
    run = bring(exchange, text_of(ANNA, BO))
    exchange.enrolments.filter(user__name="Bo Vos").update(status=Enrolment.Status.INVITED)
    assert [one["code"] for one in undo_import(run, None).report["undo"]["kept"]] == ["invited"]


def test_undo_keeps_who_has_a_group(exchange):
    run = bring(exchange, text_of(ANNA, BO))
    make_group(exchange, [exchange.enrolments.get(user__name="Anna Bos")])
    undone = undo_import(run, None)
    assert [one["code"] for one in undone.report["undo"]["kept"]] == ["in_use"]
    assert [one.user.name for one in exchange.enrolments.all()] == ["Anna Bos"]


def test_undo_keeps_who_is_in_a_pair(exchange):
    run = bring(exchange, text_of(ANNA, BO))
    exchange.keep_apart = [[one.pk for one in exchange.enrolments.all()]]
    exchange.save()
    assert len(undo_import(run, None).report["undo"]["kept"]) == 2


def test_undo_leaves_an_account_that_another_exchange_uses(exchange):
    run = bring(exchange, text_of(ANNA))
    bring(make_partners_exchange("other"), text_of(ANNA))
    undone = undo_import(run, None)
    assert (User.objects.count(), undone.report["undo"]["kept"][0]["code"]) == (1, "account_in_use")


def test_undo_takes_the_names_of_removed_people_out_of_all_reports(exchange):
    run = bring(exchange, text_of(ANNA))
    bring(exchange, text_of(ANNA, BO))
    undo_import(run, None)
    assert ["Anna" in json.dumps(one.report) for one in ImportRun.objects.all()] == [False, False]


def test_an_import_is_undone_once(exchange):
    run = bring(exchange, text_of(ANNA))
    undone = undo_import(run, None)
    assert (undoable(run), undoable(undone)) == (True, False)
    with pytest.raises(ImportUndone):
        undo_import(run, None)


def test_after_undo_the_file_can_come_in_again(exchange):
    undo_import(bring(exchange, text_of(ANNA)), None)
    assert bring(exchange, text_of(ANNA)).report["created"] == 1


def test_reasons_are_said_in_the_language_of_the_reader(exchange):
    with translation.override("en"):
        report = bring(exchange, text_of(ANNA, BO.replace("Tue 18:00-21:00", "always"))).report
    assert report["rows"][1]["reasons"][0]["text"].startswith("“always” is too vague")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Anna Bos", "Vos, Bo", "Cem  Ay", "", "محمد علي"]),
        st.sampled_from(["a@x.example", "B@x.example", "c@gmial.com", "d@x.example", "e@noorderzee.example", ""]),
        st.sampled_from(["noorderzee", "Università di Valdarno", "", "Utrecht"]),
        st.sampled_from(["1", "2", ""]),
        st.sampled_from(["Mon 18-21", "Monday evening", "always", ""]),
        st.sampled_from(["2001-04-03", "03/04/2001", "31/02/2001", ""]),
    ),
    min_size=1,
    max_size=6,
)


def file_of(rows: list[tuple[str, ...]]) -> bytes:
    return text_of(*(",".join(f'"{cell}"' for cell in row) for row in rows))


class Properties(TestCase):
    """Any two files, one after the other; the database is empty again before each example."""

    def bring(self, rows: list[tuple[str, ...]], **options: Any) -> ImportRun | None:
        exchange = Exchange.objects.first() or make_partners_exchange()
        try:
            return bring(exchange, file_of(rows), **options)
        except RosterRefused:
            return None

    @settings(max_examples=25, deadline=None)
    @given(ROWS, ROWS)
    def test_import_twice_is_import_once(self, first: Any, second: Any) -> None:
        self.bring(first)
        self.bring(second)
        before = people()
        self.bring(second)
        assert people() == before

    @settings(max_examples=25, deadline=None)
    @given(ROWS, ROWS)
    def test_a_dry_run_writes_nothing_and_tells_what_comes(self, first: Any, second: Any) -> None:
        self.bring(first)
        before = people()
        dry = self.bring(second, dry_run=True)
        assert people() == before
        real = self.bring(second)
        if dry is not None and real is not None:
            assert dry.report | {"dry_run": False} == real.report

    @settings(max_examples=25, deadline=None)
    @given(ROWS, ROWS)
    def test_undo_restores(self, first: Any, second: Any) -> None:
        self.bring(first)
        before = people()
        run = self.bring(second)
        if run is not None:
            undo_import(run, None)
        assert people() == before

    @settings(max_examples=25, deadline=None)
    @given(ROWS)
    def test_the_counts_add_up(self, rows: Any) -> None:
        run = self.bring(rows)
        if run is None:
            return
        report = run.report
        usable = report["accepted"] + report["repaired"]
        assert usable + report["refused"] == report["read_as"]["rows"]
        assert usable == report["created"] + report["changed"] + report["unchanged"] == Enrolment.objects.count()
