"""The process that holds sockets stays light."""

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
