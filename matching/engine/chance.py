"""Seeded random numbers, drawn in blocks: one number costs a list look-up."""

from __future__ import annotations

import numpy as np

BLOCK = 4096


class Chance:
    """A stream that depends on its seed alone."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._block: list[float] = []

    def share(self) -> float:
        """A number in [0, 1)."""
        if not self._block:
            self._block = self._generator.random(BLOCK).tolist()
        return self._block.pop()

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self.share() * limit)

    def pick[Item](self, items: list[Item]) -> Item:
        """One of the items."""
        return items[int(self.share() * len(items))]

    def noise(self, count: int) -> np.ndarray:
        """float[count] in [0, 1)."""
        return self._generator.random(count)

    def order(self, count: int) -> list[int]:
        """0 to count - 1 in a random order."""
        return [int(i) for i in self._generator.permutation(count)]
