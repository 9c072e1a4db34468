"""Frozen values with some fields changed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from dialogue.values import replace


@dataclass(frozen=True)
class Wide:
    one: int = 1
    two: int = 2

    @cached_property
    def both(self) -> int:
        return self.one + self.two


@dataclass(frozen=True, slots=True)
class Small:
    one: int = 1
    two: int = 2


@pytest.mark.parametrize("kind", [Wide, Small])
def test_only_the_named_fields_change(kind: type[Any]) -> None:
    before = kind(5, 6)
    after = replace(before, two=7)
    assert (before.one, before.two, after) == (5, 6, kind(5, 7))


@pytest.mark.parametrize("kind", [Wide, Small])
def test_a_field_that_there_is_not_is_refused(kind: type[Any]) -> None:
    with pytest.raises(TypeError, match="three"):
        replace(kind(), three=3)


def test_what_was_worked_out_of_the_old_value_is_worked_out_anew() -> None:
    before = Wide(1, 2)
    assert (before.both, replace(before, two=5).both) == (3, 6)


def test_a_changed_value_is_frozen_too() -> None:
    with pytest.raises(AttributeError):
        replace(Wide(), one=3).one = 4  # type: ignore[misc]
