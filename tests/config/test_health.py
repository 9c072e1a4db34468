"""Who watches a process learns whether it lives, whether it may be sent people, and its figures."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import health, views
from sessions import gauges

pytestmark = pytest.mark.django_db(transaction=True)


def broken_page(request: HttpRequest) -> HttpResponse:
    raise OperationalError("couldn't get a connection after 5.00 sec")


def wrong_page(request: HttpRequest) -> HttpResponse:
    raise ValueError("a mistake of ours")


for page in (broken_page, wrong_page):
    page.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("broken", broken_page), path("wrong", wrong_page)]
handler500 = views.went_wrong


@pytest.fixture
def draining() -> Iterator[None]:
    health.draining = True
    yield
    health.draining = False


def test_a_process_that_answers_lives(client: Client) -> None:
    assert client.get("/livez").status_code == 200


def test_ready_tells_its_parts(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "draining": False, "database": "ok", "doorbell": "ok"}


def test_a_draining_process_is_not_ready(client: Client, draining: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["draining"]) == (503, True)


def test_without_a_database_that_takes_writes_nobody_is_sent_here(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> bool:
        raise OperationalError("cannot execute UPDATE in a read-only transaction")

    monkeypatch.setattr(health, "write", refused)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


def test_a_connection_from_before_a_restart_of_the_database_says_nothing_of_it_now(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter([OperationalError("server closed the connection unexpectedly"), None])
    write = health.write

    def first_in_vain() -> bool:
        if broken := next(tries):
            raise broken
        return write()

    monkeypatch.setattr(health, "write", first_in_vain)
    assert client.get("/readyz").status_code == 200
    assert not list(tries)


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_without_database_says_when_to_come_again() -> None:
    answer = Client(raise_request_exception=False).get("/broken")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Nothing is lost" in answer.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_mistake_of_ours_stays_an_error() -> None:
    assert Client(raise_request_exception=False).get("/wrong").status_code == 500


# -- figures -----------------------------------------------------------------------------------------------------


def test_figures_are_told_to_programs_of_this_machine(client: Client) -> None:
    gauges.CLOSED.labels("slow_down").inc()
    answer = client.get("/metrics")
    assert answer.status_code == 200
    for figure in ("dialogue_reads_waiting", 'dialogue_sockets_closed_total{code="slow_down"}', "timer_late_seconds"):
        assert figure in answer.text


def test_figures_are_told_to_nobody_else(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404


@override_settings(METRICS_TOKEN="a token")
def test_with_a_token_the_token_decides(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    far = client.get("/metrics", headers={"Authorization": "Bearer a token"}, REMOTE_ADDR="192.0.2.7")
    assert far.status_code == 200
