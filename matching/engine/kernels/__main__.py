"""``python -m matching.engine.kernels``: make the machine code at set-up (about a minute, once)."""

from matching.engine.kernels import compile

compile()
