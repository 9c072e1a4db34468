"""What every test may ask for. Real servers start on first use, once a run, unless their URL is in the environment.

`./dev check` starts them itself and sets TEST_REDIS_URL, TEST_POSTGRES_URL and TEST_CHROMIUM.
TEST_WITHOUT (from `./dev check --without redis,postgres,browser,media`) leaves out the tests that need a service.
"""

import inspect
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.dialogue.depth import DEEP
from tests.support import services, sharing

SERVICE_FIXTURES = {"redis": "redis_url", "postgres": "postgres_url", "browser": "chromium_path"}
# What a property test tries depends on neither the clock nor chance: a busy machine is no failure, and what failed
# fails again. Only the deep runs try something new each time (tests/dialogue/depth.py).
settings.register_profile("ours", deadline=None, derandomize=not DEEP, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
LEFT_OUT = {name for name in os.environ.get("TEST_WITHOUT", "").split(",") if name}


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    refuse_left_out("redis")
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    with services.redis_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A superuser's URL; make a database of your own with `services.fresh_database(postgres_url)`."""
    refuse_left_out("postgres")
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with services.postgres_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    refuse_left_out("browser")
    path = services.chromium_program()
    if path is None:
        raise services.ServiceMissing("browser: no Chromium that runs (Debian: sudo apt install chromium)")
    return str(path)


def refuse_left_out(service: str) -> None:
    """For tests that pick a service while they run, so that `left_out` could not see it beforehand."""
    if service in LEFT_OUT:
        raise services.ServiceMissing(f"{service}: left out on request, but this test asks for it while it runs")


def needs_scaled_shape(item: pytest.Item) -> bool:
    """Parameters named ``scaled`` start PostgreSQL and Redis (tests/sessions/conftest.py)."""
    callspec = getattr(item, "callspec", None)
    return callspec is not None and "scaled" in callspec.params.values()


def left_out(item: pytest.Item) -> bool:
    wanted = set(getattr(item, "fixturenames", ()))
    if LEFT_OUT & {"redis", "postgres"} and needs_scaled_shape(item):
        return True
    by_marker = any(item.get_closest_marker(name) is not None for name in LEFT_OUT & {"browser", "media"})
    return by_marker or any(SERVICE_FIXTURES.get(service) in wanted for service in LEFT_OUT)


def leaks_rows(item: pytest.Item) -> bool:
    """An async test works on other threads than the one whose transaction pytest-django would roll back."""
    marker = item.get_closest_marker("django_db")
    is_async = inspect.iscoroutinefunction(getattr(item, "function", None))
    return marker is not None and is_async and not marker.kwargs.get("transaction")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wrong = [item.nodeid for item in items if leaks_rows(item)]
    if wrong:
        raise pytest.UsageError("async tests need django_db(transaction=True): " + ", ".join(wrong))
    out = [item for item in items if left_out(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return sharing.SharedServers(config, log) if config.getvalue("dist") == "loadgroup" else None
