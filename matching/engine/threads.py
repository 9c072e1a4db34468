"""Threads: one for numeric libraries (sums in another order change the last digit, and with it the answer), and a
team of them for compiled code that works side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Self


def one_thread() -> AbstractContextManager[Any]:
    """A context in which BLAS and OpenMP use one thread (threadpoolctl comes with scikit-learn)."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits


class Team:
    """Does jobs that share nothing side by side, on as many threads as this process may use cores."""

    def __init__(self, threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or cores())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown()

    def do(self, jobs: Sequence[Callable[[], None]]) -> None:
        """All of them; returns when the last has ended. Raises what a job raised."""
        if len(jobs) == 1:
            jobs[0]()
            return
        for done in [self._pool.submit(job) for job in jobs]:
            done.result()


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
