"""The ASGI application: pages by Django, rooms by Channels. Server-neutral: daphne and uvicorn both run it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from config.lifespan import lifespan  # noqa: E402
from sessions.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets, "lifespan": lifespan})
