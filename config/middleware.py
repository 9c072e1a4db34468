"""Middleware of our own; every class here is async-capable (tests/config/test_middleware.py)."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

POLICY = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), interest-cohort=()"


class PermissionsPolicyMiddleware(MiddlewareMixin):
    """Only our own pages may ask for camera and microphone; nobody may ask where a student is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response
