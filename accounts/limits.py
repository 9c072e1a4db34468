"""Rate limits: tries are counted as rows, so that every process counts the same; keys are hashed."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now

from accounts.errors import TooManyTries
from accounts.models import Attempt


@dataclass(frozen=True)
class Limit:
    name: str
    most: int
    window: timedelta


LINKS_PER_ADDRESS = Limit("link.address", 5, timedelta(hours=1))
# A computer room of 30 students sits behind one network address and asks within ten minutes; 20 would lock it out.
LINKS_PER_NETWORK = Limit("link.network", 60, timedelta(hours=1))
PASSWORDS_PER_ACCOUNT = Limit("password.account", 10, timedelta(minutes=15))
# One network that tries many accounts with one password each ("spraying").
PASSWORDS_PER_NETWORK = Limit("password.network", 100, timedelta(minutes=15))
KEPT = timedelta(days=1)


def key_of(limit: Limit, *about: str) -> str:
    """A hash, so that the table says neither who tried nor from where."""
    return f"{limit.name}:{hashlib.sha256('|'.join(about).encode()).hexdigest()[:40]}"


def count(limit: Limit, *about: str) -> None:
    """Counts one try about ``about``. Raises ``TooManyTries(retry_at=...)``; a refused try is not counted.

    The row is written before it is counted: of many tries at one moment never more than ``most`` pass.
    """
    at, key = now(), key_of(limit, *about)
    Attempt.objects.filter(at__lt=at - KEPT).delete()
    mine = Attempt.objects.create(key=key, at=at)
    in_window = Attempt.objects.filter(key=key, at__gt=at - limit.window)
    newest = list(in_window.order_by("-at", "-pk").values_list("at", flat=True)[: limit.most + 1])
    if len(newest) > limit.most:
        mine.delete()
        raise TooManyTries(retry_at=newest[limit.most] + limit.window)


def forgive(limit: Limit, *about: str) -> None:
    """Forgets the tries about ``about``: the right password was given."""
    Attempt.objects.filter(key=key_of(limit, *about)).delete()


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: an IPv4 address, or the /64 of an IPv6 address (one household).

    Behind a trusted proxy (DIALOGUE_BEHIND_PROXY) it is the last address of X-Forwarded-For: that one was written
    by our proxy, those before it by anybody.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        text = request.headers.get("X-Forwarded-For", text).split(",")[-1].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
