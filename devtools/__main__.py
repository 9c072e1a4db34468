"""`./dev` hands over to this: `python -m devtools up|check|test|bench ...`."""

import signal
import sys
from types import FrameType

from devtools import bench, check, testing, up

COMMANDS = {"up": up.main, "check": check.main, "test": testing.main, "bench": bench.main}


def leave(signum: int, _frame: FrameType | None) -> None:
    """Turn a stop signal into an exit, so that started servers are stopped and folders removed on the way."""
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    try:
        sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
