"""The links in the head of every page, by role, in the order shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Page:
    url_name: str
    label: str  # message id, translated when shown
    icon: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    icon: str
    current: bool


def of(*roles: str) -> frozenset[str]:
    return frozenset(roles)


PAGES = (
    Page("home", gettext_noop("Home"), "home", of(EVERYBODY)),
    Page("recognition:own_record", gettext_noop("My record"), "certificate", of("student")),
    Page("facilitation:my_week", gettext_noop("My week"), "calendar", of("facilitator")),
    Page("facilitation:live", gettext_noop("Live now"), "play", of("coordinator")),
    Page("exchanges:list", gettext_noop("Exchanges"), "globe", of("coordinator", "educator")),
)


def items_for(request: HttpRequest, roles: Iterable[str]) -> list[Item]:
    """Links for a signed-in reader with these roles; nobody else gets any."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    own = {EVERYBODY, *roles}
    items = [item for page in PAGES if page.roles & own and (item := item_of(page, request.path))]
    nearest = max((len(item.url) for item in items if item.current), default=0)
    return [replace(item, current=item.current and len(item.url) == nearest) for item in items]


def item_of(page: Page, path: str) -> Item | None:
    """None when this installation does not mount the page. ``current``: the page, or one below it."""
    try:
        url = reverse(page.url_name)
    except NoReverseMatch:
        return None
    current = path == url or (url != "/" and path.startswith(url))
    return Item(url, str(_(page.label)), page.icon, current)
