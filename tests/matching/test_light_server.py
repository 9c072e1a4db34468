"""The process that holds sockets stays light."""

import ast
import subprocess
import sys

from django.conf import settings

LOADS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
import config.asgi, config.urls
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted({"sklearn", "scipy", "numpy", "matching.engine"} & set(sys.modules)))
"""


def test_the_server_never_loads_the_matchers_libraries():
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


# Modules that run in a child process or from the command line.
IN_CHILDREN = {"child.py", "file_runs.py", "rematching.py"}
ASKED = """
import sys
for name in sys.argv[1:]:
    __import__(name)
print(*sorted({"sklearn", "scipy", "numba"} & set(sys.modules)))
"""


def parts_of_the_engine_that_pages_ask():
    """Imported inside functions, when a page first needs them."""
    for path in (settings.BASE_DIR / "matching").glob("*.py"):
        if path.name not in IN_CHILDREN:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("matching.engine."):
                    yield node.module


def test_what_pages_ask_of_the_engine_brings_numpy_alone():
    asked = sorted(set(parts_of_the_engine_that_pages_ask()))
    assert "matching.engine.quality" in asked
    done = subprocess.run([sys.executable, "-c", ASKED, *asked], capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
