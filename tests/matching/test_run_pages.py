"""The pages of runs: start with weights, watch, stop, repeat, download, compare; and the map and the hours on them."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from exchanges.models import Exchange
from matching import child, file_runs, runs, services
from matching.models import BoardChange, MatchRun
from matching.weights import DEFAULTS, points_of
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_role,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGES = ("runs", "compare", "coverage")
RUN_PAGES = ("run", "progress", "download")
RUN_ACTS = ("keep_best", "repeat")


@pytest.fixture
def exchange():
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    make_students(exchange, 12)
    for name in ("One", "Two"):
        make_facilitator(exchange, name)
    return exchange


@pytest.fixture
def run(exchange, coordinator):
    return services.prepare_match(exchange, coordinator, seconds=1)


@pytest.fixture
def done(run):
    return computed(run)


def computed(run):
    """Ended by steps, which takes a fraction of a second."""
    MatchRun.objects.filter(pk=run.pk).update(steps_asked=300)
    return child.run(run.pk)


def address(name, exchange, *args):
    return reverse(f"matching:{name}", args=[exchange.slug, *args])


def text_of(client, name, exchange, *args, query=""):
    answer = client.get(address(name, exchange, *args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_strangers_see_no_run_and_change_none(client, exchange, run):
    others = [
        make_role(exchange, "educator"),
        make_facilitator(exchange).user,
        make_student(exchange, 30).user,
        make_coordinator(make_exchange()),
        make_user(),
    ]
    for user in others:
        client.force_login(user)
        pages = [address(name, exchange) for name in PAGES] + [address(name, exchange, run.pk) for name in RUN_PAGES]
        assert {client.get(path).status_code for path in pages} == {404}
        assert {client.post(address(name, exchange, run.pk)).status_code for name in RUN_ACTS} == {404}


def test_the_weights_of_the_run_before_are_where_the_next_starts(client, exchange, coordinator):
    services.prepare_match(exchange, coordinator, weights=DEFAULTS | {"mix": 0.5, "balance": 0.05})
    assert 'name="mix" value="50"' in text_of(client, "match", exchange)
    assert 'name="mix" value="30"' in text_of(client, "match", exchange, query="?weights=usual")


def test_each_weight_stands_on_the_page_once(client, exchange, coordinator):
    text = text_of(client, "match", exchange)
    assert {name: text.count(f'name="{name}"') for name in DEFAULTS} == dict.fromkeys(DEFAULTS, 1)


def test_wrong_weights_start_nothing_and_stay_on_the_page(client, exchange, coordinator):
    posted = {"seed": 1, "seconds": 5} | points_of({}) | {"mix": "-4", "topic": "17"}
    answer = client.post(address("start", exchange), posted)
    assert answer.status_code == 400
    assert "below 0" in answer.content.decode()
    assert 'name="topic" value="17"' in answer.content.decode()
    assert not MatchRun.objects.exists()


def test_a_search_shows_its_best_so_far_and_how_to_keep_it(client, exchange, run):
    MatchRun.objects.update(curve=[[0.1, 40.0], [0.5, 61.4]], done_percent=50)
    text = text_of(client, "run", exchange, run.pk)
    assert "61.4 of 100" in text
    assert "rose from 40.0 to 61.4" in text
    assert "Stop and keep the best" in text


def test_a_search_is_stopped_on_its_page_and_its_best_kept(client, exchange, run):
    client.post(address("keep_best", exchange, run.pk))
    assert child.run(run.pk).status == MatchRun.Status.DONE
    assert "stopped by a person" in text_of(client, "run", exchange, run.pk)


def test_the_poll_asks_for_the_whole_page_when_the_search_is_over(client, exchange, done):
    answer = client.get(address("progress", exchange, done.pk), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_a_run_shows_values_beside_their_limits(client, exchange, done):
    text = text_of(client, "run", exchange, done.pk)
    assert "Groups alike" in text
    assert f"at most {done.report['bounds']['total']:.1f}" in text


def test_a_run_of_before_shows_no_limit_that_it_did_not_keep(client, exchange, done):
    MatchRun.objects.update(report=done.report | {"bounds": {"balance": 0.09}})
    assert "at most" not in text_of(client, "run", exchange, done.pk)


def test_a_run_says_who_started_took_over_and_published_it(client, exchange, done, coordinator):
    services.accept_run(done, coordinator)
    services.publish_groups(exchange, make_coordinator(exchange, email="p@example.org"))
    text = text_of(client, "run", exchange, done.pk)
    assert text.count("Coordinator") >= 3
    assert "not yet" not in text


def test_what_was_changed_by_hand_is_counted_without_what_was_undone(client, exchange, done, coordinator):
    kinds, states = BoardChange.Kind, BoardChange.State
    for kind, state in ((kinds.START, states.DONE), (kinds.MOVE, states.DONE), (kinds.SWAP, states.UNDONE)):
        BoardChange.objects.create(exchange=exchange, run=done, kind=kind, state=state, by=coordinator, reason="Better")
    text = text_of(client, "run", exchange, done.pk)
    assert "1 change made by hand" in text
    assert "moved" in text
    assert "swapped" not in text


def test_a_repetition_says_that_the_groups_are_the_same(client, exchange, done, coordinator):
    again = child.run(runs.prepare_repeat(done, coordinator).pk)
    assert f"The same groups as run {done.pk}: yes" in text_of(client, "run", exchange, again.pk)


def test_other_groups_by_another_version_are_said_with_the_reason(client, exchange, done, coordinator):
    again = child.run(runs.prepare_repeat(done, coordinator).pk)
    answer = [again.answer[0] | {"slot": "Sun 03:00"}, *again.answer[1:]]
    MatchRun.objects.filter(pk=again.pk).update(answer=answer, engine_version="99")
    text = text_of(client, "run", exchange, again.pk)
    assert f"The same groups as run {done.pk}: no" in text
    assert "99 now" in text


def test_the_files_of_a_run_give_its_groups_again(client, exchange, done, tmp_path):
    packed = client.get(address("download", exchange, done.pk)).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    files = file_runs.GroupFiles(
        tmp_path / "students.csv", tmp_path / "facilitators.csv", tmp_path / "constraints.json", tmp_path / "again.csv"
    )
    ending = file_runs.form_groups(files, seed=report["seed"], steps=report["steps"])
    assert ending.status == file_runs.DONE
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "groups.csv").read_text()


def test_one_file_can_be_taken_alone_and_is_noted(client, exchange, done):
    answer = client.get(address("download", exchange, done.pk) + "?file=groups.csv")
    assert answer.content.startswith(b"student_id,group_id,slot")
    assert AuditEntry.objects.get(verb="match.download").detail == {"files": ["groups.csv"]}
    assert client.get(address("download", exchange, done.pk) + "?file=passwd").status_code == 404


def test_the_list_has_every_run_with_its_figures(client, exchange, done, coordinator):
    failed = services.prepare_match(exchange, coordinator)
    services.finish_run(failed, MatchRun.Status.FAILED)
    text = text_of(client, "runs", exchange)
    assert f"{done.report['total']:.1f}" in text
    assert "failed" in text


def test_proposals_for_groups_that_meet_have_their_own_page(client, exchange, run):
    MatchRun.objects.update(kind=MatchRun.Kind.REMATCH, status=MatchRun.Status.DONE, report={"proposals": []})
    assert "proposals for groups that meet" in text_of(client, "runs", exchange)
    assert client.get(address("run", exchange, run.pk)).url == address("changes_proposals", exchange)
    assert client.get(address("compare", exchange) + f"?one={run.pk}&other={run.pk}").status_code == 404


def test_two_runs_stand_side_by_side(client, exchange, done, coordinator):
    other = computed(services.prepare_match(exchange, coordinator, seed=2))
    text = text_of(client, "compare", exchange, query=f"?one={done.pk}&other={other.pk}")
    assert "Pairs of students who stay together" in text
    assert text.count("Review these groups") == 2


def test_a_run_is_compared_with_the_drafts_as_they_are(client, exchange, done, coordinator):
    groups = services.accept_run(done, coordinator)
    first = groups[0].memberships.first()
    first.group = groups[1]
    first.save()
    text = text_of(client, "compare", exchange, query=f"?one={done.pk}&other=present")
    assert "The drafts of now" in text
    assert str(first.enrolment.user) in text


@pytest.mark.parametrize("key", ["0", "999999", "²", "present"])
def test_what_has_no_groups_is_not_compared(client, exchange, done, key):
    assert client.get(address("compare", exchange) + f"?one={done.pk}&other={key}").status_code == 404


def test_the_map_of_a_run_shows_its_people_and_no_risk(client, exchange, done):
    text = text_of(client, "run", exchange, done.pk)
    assert text.count("data-student=") == 12
    assert "Members of each group by region" in text
    assert "risk" not in text


def test_before_the_first_run_the_hours_stand_on_the_match_page(client, exchange, coordinator):
    assert "When could groups meet?" in text_of(client, "match", exchange)


def test_the_hours_can_be_taken_as_a_file(client, exchange, coordinator):
    text = client.get(address("coverage", exchange) + "?format=csv&zone=UTC").content.decode()
    assert "Mon,14:30,12,2,2" in text.replace("\r", "").splitlines()


@pytest.mark.parametrize("query", ["?zone=Mars/Olympus", "?language=tlh", "?zone=../../etc/passwd", "?zone=%00"])
def test_unknown_zones_and_languages_give_the_usual_ones(client, exchange, coordinator, query):
    assert "Students: 12." in text_of(client, "coverage", exchange, query=query)


def test_an_exchange_without_dates_has_no_hours_yet(client):
    bare = make_exchange()
    bare.starts_on = bare.ends_on = None
    bare.save()
    client.force_login(make_coordinator(bare))
    assert "No hours to show yet" in text_of(client, "coverage", bare)
