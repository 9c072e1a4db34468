"""From the first write that failed to the first that worked again."""

import pytest
from django.db import IntegrityError, OperationalError

from sessions.outages import LEAST_SECONDS, OutageWatch


class Scene:
    """A clock to set, and what was noted."""

    def __init__(self) -> None:
        self.now = 0.0
        self.noted: list[tuple[float, float]] = []
        self.watch = OutageWatch(lambda: self.now, lambda since, until: self.noted.append((since, until)))

    async def writes(self, begun_at: float, took: float, error: Exception | None = None) -> None:
        async def write() -> None:
            self.now = begun_at + took
            if error:
                raise error

        self.now = begun_at
        await self.watch.watched(write())


async def test_an_outage_goes_from_the_first_failure_to_the_first_success() -> None:
    scene = Scene()
    for at in (10, 15, 20):
        with pytest.raises(OperationalError):
            await scene.writes(at, 1, OperationalError("gone"))
    await scene.writes(24, 1)
    await scene.writes(30, 1)
    assert scene.noted == [(10, 25)]


async def test_a_moment_is_no_outage() -> None:
    scene = Scene()
    with pytest.raises(OperationalError):
        await scene.writes(10, 1, OperationalError("locked"))
    await scene.writes(11, LEAST_SECONDS - 1.5)
    assert scene.noted == []


async def test_a_refused_row_is_no_outage() -> None:
    scene = Scene()
    with pytest.raises(IntegrityError):
        await scene.writes(10, 1, IntegrityError("twice"))
    await scene.writes(60, 1)
    assert scene.noted == []


def test_a_write_that_hung_counts_from_its_beginning() -> None:
    scene = Scene()
    scene.watch.wrote(12, OperationalError("gone"))
    scene.watch.wrote(4, OperationalError("timed out"))
    scene.now = 30
    scene.watch.wrote(29, None)
    assert scene.noted == [(4, 30)]


def test_what_could_not_be_told_is_told_later() -> None:
    scene = Scene()
    scene.watch.failed(4)
    scene.now = 30
    scene.watch.worked()
    scene.watch.failed(4)  # telling it failed
    scene.now = 40
    scene.watch.worked()
    assert scene.noted == [(4, 30), (4, 40)]
