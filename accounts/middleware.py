"""Shows every page in the person's own language and times in the person's own zone."""

import zoneinfo
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin


class PreferencesMiddleware(MiddlewareMixin):
    """Activates the signed-in person's time zone; a stale or unknown zone falls back to UTC."""

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        zone = getattr(request.user, "timezone", "") if hasattr(request, "user") else ""
        try:
            timezone.activate(zoneinfo.ZoneInfo(zone) if zone else timezone.get_default_timezone())
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(timezone.get_default_timezone())
