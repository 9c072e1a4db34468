"""Run as a program with a product's environment: opens a presence check in a room now, whatever the moments say.

python -m tests.support.ask_check SESSION NUMBER
"""

import os
import sys
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from dialogue import server_commands as server  # noqa: E402
from sessions.rooms import act  # noqa: E402


def main(arguments: list[str] | None = None) -> None:
    session, number = arguments or sys.argv[1:]
    act(UUID(session), server.CheckpointDue(int(number)))


if __name__ == "__main__":
    main()
