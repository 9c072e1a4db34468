"""`./dev` hands over to this: `python -m devtools up|check|test|bench ...`."""

import signal
import sys
from importlib import import_module
from types import FrameType

# Imported when asked for: `up` must do with the packages that the product itself needs.
MODULES = {"up": "devtools.up", "check": "devtools.check", "test": "devtools.testing", "bench": "devtools.bench"}


def leave(signum: int, _frame: FrameType | None) -> None:
    """Turn a stop signal into an exit, so that started servers are stopped and folders removed on the way."""
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    try:
        sys.exit(import_module(MODULES[sys.argv[1]]).main(sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
