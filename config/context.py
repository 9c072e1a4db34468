"""What every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.roles import roles_of


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "demo_mode": not settings.PRODUCTION,
        "base_url": settings.BASE_URL,
        "roles": SimpleLazyObject(lambda: roles_of(getattr(request, "user", None))),
    }
