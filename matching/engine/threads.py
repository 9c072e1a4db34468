"""One thread for numeric libraries: sums taken in another order change the last digit, and with it the answer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """A context in which BLAS and OpenMP use one thread (threadpoolctl comes with scikit-learn)."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits
