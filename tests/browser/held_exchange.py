"""A running product with one full exchange, and requests as its people or as strangers would send them."""

import contextlib
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.product import Product, embedded

CSRF = "a" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    goes_to: str
    text: str


@dataclass(frozen=True)
class World:
    """``arguments`` fill in the addresses; ``cookies`` by who asks (tests/support/make_exchange.py)."""

    site: Product
    arguments: dict[str, Any]
    cookie_name: str
    cookies: dict[str, str]

    def ask(self, who: str, method: str, path: str, language: str = "en", **fields: str) -> Answer:
        """Follows no redirect. ``who`` is "" for a stranger."""
        cookies = [f"csrftoken={CSRF}", f"django_language={language}", "dialogue_checked=1"]
        cookies += [f"{self.cookie_name}={self.cookies[who]}"] if who else []
        headers = {"Cookie": "; ".join(cookies), "X-CSRFToken": CSRF}
        body = None
        if method == "POST":
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.site.ports[0], timeout=60)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        return Answer(answer.status, answer.getheader("Location", ""), text)

    def path_of(self, name: str) -> str:
        return reverse(name, kwargs={argument: self.arguments[argument] for argument in addresses()[name]})


@contextlib.contextmanager
def held_exchange() -> Iterator[World]:
    with embedded() as site:
        yield World(site, **site.make("make_exchange"))


@cache
def addresses() -> dict[str, tuple[str, ...]]:
    """Name of an address to the names of its arguments; the administration is asked apart."""
    return dict(sorted(named(get_resolver().url_patterns, "", ())))


def named(patterns: list[Any], space: str, before: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        wanted = (*before, *one.pattern.converters)
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from named(one.url_patterns, f"{one.namespace}:" if one.namespace else space, wanted)
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name, wanted
