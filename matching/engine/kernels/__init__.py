"""The inner loops of the search, compiled by numba and kept on disk. Nothing here is imported by the server.

    compile()   make and store the machine code (once at set-up; seconds the first time, nothing afterwards)

Arrays go in and out; people, groups (rows), facilitators, slots and languages are numbers. See ``values.py``.
"""

from __future__ import annotations


def compile() -> None:
    """Make the machine code of every kernel now, so that no search waits for it."""
    from matching.engine.kernels.ready import compile_all

    compile_all()
