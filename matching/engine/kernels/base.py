"""How kernels are compiled and where the machine code is kept; bits; seeded chance.

Kernels get all their arrays from outside and make none (``_nrt=False``: no counting of references in compiled code,
which made one step ten times dearer). Indices are not checked there: keep tables as wide as their docstrings say.
Compiled code is stored in a folder named after the sources of all kernels: numba itself looks only at the file of
a function, not at the functions it calls in other files. Floating point stays strict (no fastmath), so that the same
numbers come out whatever the machine.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def cache_folder() -> Path | None:
    """A writable folder for the machine code of these very sources; None when there is none."""
    digest = hashlib.sha256()
    for source in sorted(HERE.glob("*.py")):
        text = source.read_bytes()
        if b"@inner" in text or b"@kernel" in text or source.name == "values.py":
            digest.update(text)
    name = f"python{sys.version_info.major}{sys.version_info.minor}-{digest.hexdigest()[:12]}"
    own = [Path(sys.prefix)] if sys.prefix != sys.base_prefix else []
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for base in [*own, caches / "dialogue", Path(tempfile.gettempdir()) / f"dialogue-{os.getuid()}"]:
        folder = base / "kernels" / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


FOLDER = cache_folder()
if FOLDER is not None:
    os.environ["NUMBA_CACHE_DIR"] = str(FOLDER)

import numba  # noqa: E402  # reads the folder when it is imported
import numpy as np  # noqa: E402
from numba.extending import intrinsic  # noqa: E402

numba.config.CACHE_DIR = str(FOLDER or "")  # type: ignore[attr-defined]
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def kernel[Kernel: Callable[..., Any]](function: Kernel) -> Kernel:
    """Compile on first use; other threads may run meanwhile."""
    compiled: Kernel = numba.njit(cache=FOLDER is not None, **OPTIONS)(function)
    return compiled


def inner[Kernel: Callable[..., Any]](function: Kernel) -> Kernel:
    """A part of kernels, compiled into each of them."""
    compiled: Kernel = numba.njit(**OPTIONS)(function)
    return compiled


@intrinsic
def _ones(typing_context: Any, word: Any) -> Any:
    """How many bits of a 64-bit word are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return numba.int64(numba.uint64), generate


@intrinsic
def _lowest(typing_context: Any, word: Any) -> Any:
    """The place of the lowest set bit of a 64-bit word that is not 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(numba.types.boolean, True))

    return numba.int64(numba.uint64), generate


ones: Callable[[Any], int] = _ones  # type: ignore[assignment]  # the first argument is numba's own
lowest: Callable[[Any], int] = _lowest  # type: ignore[assignment]


@inner
def has(words: Any, place: int) -> bool:
    """Whether a bit of a row of words is set."""
    return (words[place >> 6] >> np.uint64(place & 63)) & np.uint64(1) != np.uint64(0)


@inner
def any_of(words: Any) -> bool:
    """Whether any bit is set."""
    for k in range(len(words)):  # compiled
        if words[k] != np.uint64(0):
            return True
    return False


@inner
def count_of(words: Any) -> int:
    """How many bits are set."""
    total = 0
    for k in range(len(words)):
        total += ones(words[k])
    return total


@inner
def pick_bit(words: Any, chance: Any) -> int:
    """One of the set bits, drawn; there must be one."""
    left = below(chance, count_of(words))
    for k in range(len(words)):
        here = ones(words[k])
        if left < here:
            word = words[k]
            for _ in range(left):
                word &= word - np.uint64(1)
            return k * 64 + lowest(word)
        left -= here
    return -1


@inner
def draw(chance: Any) -> Any:
    """64 random bits (SplitMix64, Steele, Lea and Flood 2014); ``chance`` is uint64[1]."""
    chance[0] += np.uint64(0x9E3779B97F4A7C15)
    z = chance[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inner
def below(chance: Any, limit: int) -> int:
    """A whole number from 0 to limit - 1."""
    number: int = np.int64(((draw(chance) >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32))  # type: ignore[assignment]
    return number


@inner
def share(chance: Any) -> float:
    """A number in [0, 1)."""
    return np.float64(draw(chance) >> np.uint64(11)) * 1.1102230246251565e-16


def chance_of(*seed: int) -> Any:
    """uint64[1]: the state of a stream of its own for these numbers."""
    return np.random.SeedSequence([number & 0xFFFFFFFF for number in seed]).generate_state(1, np.uint64)
