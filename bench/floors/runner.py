"""Our daphne runner for a floor. It counts its sockets and needs the settings for that, but no database."""

import os
from typing import Any

import django


def serve(application: Any, port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config.server import RoomServer

    RoomServer(application, [f"tcp:port={port}:interface=127.0.0.1"], [], []).run()
