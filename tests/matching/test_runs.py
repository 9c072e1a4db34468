"""A run is a record: what it started from, what came of it, and the same again."""

import pytest

from exchanges.models import Exchange
from matching import child, errors, runs, services
from matching.engine.types import ENGINE_VERSION
from matching.models import MatchRun
from matching.weights import DEFAULTS
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    make_students(exchange, 12)
    for name in ("One", "Two"):
        make_facilitator(exchange, name)
    return exchange


@pytest.fixture
def done(exchange, by):
    weights = DEFAULTS | {"mix": 0.25, "topic": 0.10}
    run = services.prepare_match(exchange, by, seed=3, weights=weights)
    MatchRun.objects.filter(pk=run.pk).update(steps_asked=300)
    return child.run(run.pk)


def seated(run):
    return sorted((sorted(group["members"]), group["slot"], group["facilitator"]) for group in run.answer)


def test_a_run_keeps_what_it_was_made_with(done):
    assert (done.seed, done.weights["topic"], done.engine_version) == (3, 0.10, ENGINE_VERSION)
    assert done.report["steps"] > 0


def test_a_run_keeps_how_its_best_answer_grew(done):
    totals = [total for _seconds, total in done.curve]
    assert totals == sorted(totals)
    assert totals[-1] == pytest.approx(done.report["total"], abs=0.01)


def test_a_run_keeps_a_map_of_its_people(done):
    assert {point[0] for point in done.report["map"]["points"]} == set(
        done.exchange.enrolments.values_list("pk", flat=True)
    )


def test_a_run_that_is_repeated_gives_the_same_groups(done, by):
    again = child.run(runs.prepare_repeat(done, by).pk)
    assert again.repeats == done
    assert (again.weights, again.steps_asked) == (done.weights, done.report["steps"])
    assert seated(again) == seated(done)


def test_a_repetition_starts_from_the_people_of_then(done, by):
    done.exchange.enrolments.first().profile.delete()
    assert runs.prepare_repeat(done, by).inputs == done.inputs


def test_a_run_without_an_answer_is_not_repeated(exchange, by):
    with pytest.raises(errors.RunNotDone):
        runs.prepare_repeat(services.prepare_match(exchange, by), by)


def test_one_run_at_a_time_repetitions_too(done, by):
    runs.prepare_repeat(done, by)
    with pytest.raises(errors.RunInProgress):
        runs.prepare_repeat(done, by)


def test_a_search_that_is_stopped_to_keep_gives_its_best(exchange, by):
    run = services.prepare_match(exchange, by, seconds=600)
    runs.stop_and_keep(run, by)
    ended = child.run(run.pk)
    assert ended.status == MatchRun.Status.DONE
    assert len(ended.answer) == 2


def test_to_forget_wins_over_to_keep(exchange, by):
    run = services.prepare_match(exchange, by, seconds=600)
    runs.stop_and_keep(run, by)
    services.cancel_run(run, by)
    assert child.run(run.pk).status == MatchRun.Status.CANCELLED


def test_who_took_a_run_over_and_who_published_it_stay_with_it(done, by):
    services.accept_run(done, by)
    other = make_coordinator(done.exchange)
    services.publish_groups(done.exchange, other)
    done.refresh_from_db()
    assert (done.started_by, done.accepted_by, done.published_by) == (by, by, other)
    assert done.published_at >= done.accepted_at


def test_a_run_whose_groups_are_drafts_again_is_not_published(done, by):
    services.accept_run(done, by)
    services.publish_groups(done.exchange, by)
    services.unpublish_groups(done.exchange, by)
    done.refresh_from_db()
    assert (done.published_by, done.published_at) == (None, None)


def test_a_long_curve_keeps_its_ends():
    long = [[number, 50.0] for number in range(1000)]
    thin = runs.thinned(long)
    assert len(thin) == runs.MOST_POINTS
    assert (thin[0], thin[-1]) == (long[0], long[-1])
