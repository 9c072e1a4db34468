"""Run as a program with a product's environment: management commands and the makers of this folder, one after another.

Starting Django takes 2 s of CPU and tests ask often, so one process beside the product answers all of them
(``Product.manage``, ``Product.make``). It reads JSON lines such as ``["manage.py", "replay", "--session", "…"]`` or
``["tests.support.make_live_room", "--rooms=3"]``, writes ``{"code": 0, "out": "…", "err": "…"}`` for each, and ends
with its input.
"""

import contextlib
import importlib
import io
import json
import os
import sys
import traceback

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import execute_from_command_line  # noqa: E402
from django.db import connections  # noqa: E402


def run(program: str, arguments: list[str]) -> int:
    """The exit code that it would have as a process of its own."""
    try:
        if program == "manage.py":
            execute_from_command_line([program, *arguments])
        else:
            importlib.import_module(program).main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        close_connections()
    return 0


def close_connections() -> None:
    """A database that restarts meanwhile must find nothing of ours open."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


def answer(line: str) -> str:
    program, *arguments = json.loads(line)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(program, arguments)
    return json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()})


if __name__ == "__main__":
    for line in sys.stdin:
        print(answer(line), flush=True)
