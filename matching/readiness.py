"""Values that the matcher could not read, each with a sentence: asked before a run starts.

The same checks as for the group forming files (matching/engine/files.py), for what stands in the database. The engine
itself is not imported: the process that holds sockets stays light.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Exchange, Facilitator
from exchanges.roster.languages import LEVELS

MOST_FAULTS = 10
"""Sentences shown at once; the rest is counted."""
SPAN = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
DAY_MINUTES = 1440


def faults(exchange: Exchange, students: Sequence[Enrolment], facilitators: Sequence[Facilitator]) -> list[str]:
    """Everything that cannot be read, as sentences; empty when a run can start."""
    zones = available_timezones()
    found = [*wrong_rules(exchange, zones)]
    for one in students:
        profile = one.profile
        found += wrong_person(str(one.user), profile.timezone, profile.availability, profile.work_languages, zones)
    for offer in facilitators:
        found += wrong_person(str(offer.user), offer.timezone, offer.availability, offer.languages, zones)
    return found


def in_short(found: Sequence[str]) -> str:
    """The first sentences, and how many more there are."""
    more = len(found) - MOST_FAULTS
    counted = [_("And %(n)s more like these.") % {"n": more}] if more > 0 else []
    return " ".join([*found[:MOST_FAULTS], *counted])


def wrong_rules(exchange: Exchange, zones: set[str]) -> Iterator[str]:
    """Sizes that contradict each other, a zone or levels that do not exist, pairs of one person."""
    sizes = (exchange.size_min, exchange.target_min, exchange.target_max, exchange.size_max)
    if list(sizes) != sorted(sizes) or exchange.size_min < 2:
        said = dict(zip(("least", "low", "high", "most"), sizes, strict=True))
        text = _("The sizes of groups contradict each other: %(least)s to %(most)s, best %(low)s to %(high)s.")
        yield text % said
    if exchange.timezone not in zones:
        yield _("The exchange has a time zone that does not exist: %(zone)s.") % {"zone": exchange.timezone}
    for language, level in exchange.working_languages.items():
        if level not in LEVELS:
            said = {"language": language, "level": level}
            yield _("The exchange asks for a level that does not exist: %(language)s %(level)s.") % said
    for one, other in (*exchange.keep_together, *exchange.keep_apart):
        if one == other:
            yield _("A wish about who is together names the same person twice.")


def wrong_person(
    name: str, zone: str, availability: str, languages: Mapping[str, Any], zones: set[str]
) -> Iterator[str]:
    """What cannot be read of one person's own statements."""
    if zone not in zones:
        yield _("%(person)s has a time zone that does not exist: %(zone)s.") % {"person": name, "zone": zone}
    for part in filter(None, (piece.strip() for piece in availability.split(";"))):
        if not is_span(part):
            text = _("%(person)s has hours that cannot be read: %(part)s. Hours over midnight are two spans.")
            yield text % {"person": name, "part": part}
    for language, level in languages.items():
        if level not in LEVELS:
            said = {"person": name, "language": language, "level": level}
            yield _("%(person)s has a level that does not exist: %(language)s %(level)s.") % said


def is_span(part: str) -> bool:
    """Whether "Mon 12:30-14:00" is a span that ends after it starts, on one day."""
    found = SPAN.fullmatch(part)
    if found is None:
        return False
    start, end = (int(found[k]) * 60 + int(found[k + 1]) for k in (2, 4))
    return start < end <= DAY_MINUTES
