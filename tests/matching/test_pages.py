"""The match page, the run and the board: who may open them, and what a form does."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from matching import child, services
from matching.models import Group, MatchRun
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_group,
    make_role,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(exchange, coordinator):
    make_students(exchange, 12)
    for name in ("One", "Two"):
        make_facilitator(exchange, name)
    return services.prepare_match(exchange, coordinator, seconds=1)


def test_a_stranger_sees_no_page_of_matching(client, exchange, run):
    others = [
        make_role(exchange, "educator"),
        make_facilitator(exchange).user,
        make_student(exchange, 30).user,
        make_coordinator(make_exchange()),
        make_user(),
    ]
    pages = [reverse(f"matching:{name}", args=[exchange.slug]) for name in ("match", "board")]
    pages += [reverse(f"matching:{name}", args=[exchange.slug, run.pk]) for name in ("run", "progress")]
    acts = [reverse(f"matching:{name}", args=[exchange.slug]) for name in ("start", "move", "support")]
    acts += [reverse(f"matching:{name}", args=[exchange.slug, run.pk]) for name in ("cancel", "accept")]
    for user in others:
        client.force_login(user)
        assert {client.get(path).status_code for path in pages} == {404}
        assert {client.post(path).status_code for path in acts} == {404}


def test_a_run_of_another_exchange_is_not_here(client, coordinator, exchange):
    other = make_exchange()
    make_students(other, 2)
    make_facilitator(other)
    theirs = services.prepare_match(other, make_coordinator(other))
    assert client.get(reverse("matching:run", args=[exchange.slug, theirs.pk])).status_code == 404


def test_the_match_page_counts_who_has_no_group(client, coordinator, exchange):
    make_students(exchange, 3)
    text = client.get(reverse("matching:match", args=[exchange.slug])).content.decode()
    assert '<p class="figure">3</p>' in text


def test_what_is_missing_is_said_instead_of_starting(client, coordinator, exchange):
    answer = client.post(reverse("matching:start", args=[exchange.slug]), {"seed": 1, "seconds": 5}, follow=True)
    assert "no students" in answer.content.decode()
    assert MatchRun.objects.count() == 0


def test_a_running_search_is_asked_again_each_second(client, exchange, run):
    text = client.get(reverse("matching:run", args=[exchange.slug, run.pk])).content.decode()
    assert 'hx-trigger="every 1s"' in text
    assert reverse("matching:progress", args=[exchange.slug, run.pk]) in text


def test_the_answer_to_the_poll_is_a_part_of_the_page(client, exchange, run):
    text = client.get(reverse("matching:progress", args=[exchange.slug, run.pk])).content.decode()
    assert text.lstrip().startswith('<div class="stack" id="run-state"')


def test_what_is_replaced_each_second_holds_nothing_to_press(client, exchange, run):
    text = client.get(reverse("matching:run", args=[exchange.slug, run.pk])).content.decode()
    replaced, _, stays = text.partition('id="run-moving"')[2].partition("You may leave this page")
    assert "<progress" in replaced
    assert not re.search(r"<(a|button|form|summary)\b", replaced)
    assert "<button" in stays


def test_a_dead_child_is_noticed_by_the_poll(client, exchange, run):
    MatchRun.objects.update(alive_at=now() - timedelta(seconds=services.SILENT_SECONDS + 1))
    text = client.get(reverse("matching:progress", args=[exchange.slug, run.pk])).content.decode()
    assert "Nothing is lost" in text
    assert "hx-trigger" not in text


def test_a_cancelled_search_ends_without_groups(client, exchange, run):
    client.post(reverse("matching:cancel", args=[exchange.slug, run.pk]))
    assert child.run(run.pk).status == MatchRun.Status.CANCELLED
    text = client.get(reverse("matching:run", args=[exchange.slug, run.pk])).content.decode()
    assert "cancelled" in text


def test_the_result_is_shown_in_words_and_becomes_drafts(client, exchange, run):
    child.run(run.pk)
    text = client.get(reverse("matching:run", args=[exchange.slug, run.pk])).content.decode()
    assert "no rule broken" in text
    assert "Different people together" in text
    answer = client.post(reverse("matching:accept", args=[exchange.slug, run.pk]))
    assert answer.url == reverse("matching:board", args=[exchange.slug])
    assert exchange.groups.filter(status=Group.Status.DRAFT).count() == 2


def test_the_explanations_speak_of_names(exchange, run):
    done = child.run(run.pk)
    text = " ".join(done.report["explain"].values())
    assert "led by One" in text or "led by Two" in text
    assert not child.ID.search(text)


def test_groups_that_cannot_be_are_explained(client, coordinator, exchange):
    make_students(exchange, 6)
    make_student(exchange, 6, availability="Sun 03:00-04:00")
    make_facilitator(exchange)
    run = services.prepare_match(exchange, coordinator, seconds=1)
    assert child.run(run.pk).status == MatchRun.Status.NOT_FEASIBLE
    text = client.get(reverse("matching:run", args=[exchange.slug, run.pk])).content.decode()
    assert "No groups are possible" in text
    assert "Student 7" in text


def test_the_board_shows_each_members_own_time(client, coordinator, exchange, groups):
    text = client.get(reverse("matching:board", args=[exchange.slug])).content.decode()
    assert "Mon 16:30" in text
    assert "Mon 17:30" in text  # Cairo
    assert "Mon 15:30" in text  # Lisbon


def test_a_time_that_changes_with_the_clocks_is_shown_twice(client, coordinator, exchange, groups):
    exchange.series.filter(number=8).update(week=9)  # 2 November: Cairo changed its clocks after Amsterdam did
    make_group(exchange, [make_student(exchange, 31, timezone="Africa/Johannesburg")], make_facilitator(exchange, "Z"))
    text = client.get(reverse("matching:board", args=[exchange.slug])).content.decode()
    assert "Mon 16:30 / Mon 17:30" in text


def test_published_groups_cannot_be_moved_on_the_board(client, coordinator, exchange, groups):
    services.publish_groups(exchange, coordinator)
    text = client.get(reverse("matching:board", args=[exchange.slug])).content.decode()
    assert "These groups are published" in text
    assert 'id="person-sheet"' not in text
