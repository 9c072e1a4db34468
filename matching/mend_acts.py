"""What would help, done with one press: only what a coordinator may decide alone, or has been told by who it concerns.

The rest (hours, levels, more people) is for the people themselves; pages say where.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from exchanges import services as exchange_services
from exchanges.facilitators import take_more_groups
from exchanges.models import Exchange
from matching import errors
from matching.models import MatchRun
from matching.services import lock, refuse_published

LABELS: dict[str, Promise] = {
    "size_min": _("Allow these groups"),
    "size_max": _("Allow these groups"),
    "unlink_together": _("Give it up"),
    "unlink_apart": _("Give it up"),
    "facilitator_groups": _("They agreed: note it"),
}
NEED_KEYS = frozenset(["unlink_together", "unlink_apart", "facilitator_groups"])


def label_of(mend: Mapping[str, Any]) -> str:
    """The words of the button; "" for what nobody can do with one press. Older runs do not have all keys."""
    if mend["kind"] in NEED_KEYS and not mend.get("keys"):
        return ""
    return str(LABELS.get(mend["kind"], ""))


@transaction.atomic
def accept(run: MatchRun, reason: int, number: int, by: User) -> None:
    """Does the mend ``number`` of a ``reason`` (both from 0). No group is changed, and nobody is moved.

    Raises ``GroupsPublished``, and ``MendGone`` when it was done already or the exchange changed since.
    """
    lock(run.exchange)
    refuse_published(run.exchange)
    mend = mend_of(run, reason, number)
    exchange = Exchange.objects.get(pk=run.exchange_id)
    if not label_of(mend) or not ACTS[mend["kind"]](exchange, mend, by):
        raise errors.MendGone
    record(by, "match.accept_mend", run, kind=mend["kind"], amount=mend["amount"])


def mend_of(run: MatchRun, reason: int, number: int) -> Mapping[str, Any]:
    if min(reason, number) < 0:
        raise errors.MendGone
    try:
        found: Mapping[str, Any] = run.report["reasons"][reason]["mend"][number]
    except (KeyError, IndexError):
        raise errors.MendGone from None
    return found


def allow_smaller(exchange: Exchange, mend: Mapping[str, Any], by: User) -> bool:
    if exchange.size_min <= mend["amount"]:
        return False
    exchange_services.change_exchange(exchange, by, size_min=mend["amount"])
    return True


def allow_larger(exchange: Exchange, mend: Mapping[str, Any], by: User) -> bool:
    if exchange.size_max >= mend["amount"]:
        return False
    exchange_services.change_exchange(exchange, by, size_max=mend["amount"])
    return True


def part_them(exchange: Exchange, mend: Mapping[str, Any], by: User) -> bool:
    left = without(exchange.keep_together, mend["keys"])
    if len(left) == len(exchange.keep_together):
        return False
    exchange_services.change_exchange(exchange, by, keep_together=left)
    return True


def join_them(exchange: Exchange, mend: Mapping[str, Any], by: User) -> bool:
    left = without(exchange.keep_apart, mend["keys"])
    if len(left) == len(exchange.keep_apart):
        return False
    exchange_services.change_exchange(exchange, by, keep_apart=left)
    return True


def without(pairs: Sequence[Sequence[int]], keys: Sequence[str]) -> list[list[int]]:
    people = [int(key[1:]) for key in keys]
    gone = {frozenset(pair) for pair in zip(people[::2], people[1::2], strict=True)}
    return [list(pair) for pair in pairs if frozenset(pair) not in gone]


def more_groups(exchange: Exchange, mend: Mapping[str, Any], by: User) -> bool:
    offers = exchange.facilitators.filter(pk__in=[int(key[1:]) for key in mend["keys"]])
    for offer in offers:
        take_more_groups(offer, by, mend["amount"])
    return bool(offers)


ACTS: dict[str, Callable[[Exchange, Mapping[str, Any], User], bool]] = {
    "size_min": allow_smaller,
    "size_max": allow_larger,
    "unlink_together": part_them,
    "unlink_apart": join_them,
    "facilitator_groups": more_groups,
}
