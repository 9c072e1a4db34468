"""How much a property test tries: a little in the inner loop, what was promised in `./dev check`, all night in between.

DIALOGUE_TEST_DEPTH is ``quick`` (when unset; seconds for all pure tests), ``check`` (at least 10,000 generated steps
of AnyHistory, 200 queue schedules) or ``deep``. Quick and check try the same in each run, deep tries something new.
"""

import os
from collections.abc import Callable

from hypothesis import settings

DEPTHS = ("quick", "check", "deep")
DEPTH_NAME = os.environ.get("DIALOGUE_TEST_DEPTH", "quick")
PLACE = DEPTHS.index(DEPTH_NAME)
DEEP = DEPTH_NAME == "deep"


def at_depth(quick: int, check: int, deep: int) -> int:
    """The one of the three numbers that is asked for."""
    return (quick, check, deep)[PLACE]


def examples(quick: int, check: int, deep: int) -> settings:
    """Hypothesis settings, also a decorator."""
    return settings(max_examples=at_depth(quick, check, deep), deadline=None, derandomize=not DEEP, database=None)


DEPTH = examples(15, 100, 2_000)


def for_seeds(quick: int, check: int, deep: int) -> Callable[[Callable[[int], None]], Callable[[], None]]:
    """One test that runs with each of so many seeds. What fails says with which seed."""

    def looped(test: Callable[[int], None]) -> Callable[[], None]:
        def test_with_each_seed() -> None:
            for seed in range(at_depth(quick, check, deep)):
                try:
                    test(seed)
                except Exception as failure:
                    failure.add_note(f"with seed {seed}")
                    raise

        test_with_each_seed.__doc__ = test.__doc__
        return test_with_each_seed

    return looped
