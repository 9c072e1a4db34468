"""Time zones: an IANA place is kept; anything else is repaired only when the person's place settles it.

"CET" or "GMT+2" is no place: it does not say when the clock changes. It is replaced by the zone of the person's
institution or country when the offset fits that place in winter or summer, and refused when it contradicts it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from exchanges.roster.countries import country_code, zones_by_country
from exchanges.roster.folding import clean_cell, folded
from exchanges.roster.values import Reading
from exchanges.roster.zone_names import ADJECTIVES, CITIES, FILLERS, OFFSETS, WINDOWS

_OFFSET = re.compile(
    r"^(?:utc|gmt|ut|cet|z)?\s*([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?(?:\s*(?:h|hrs|hours|uur|ore|heures))?$"
)
_BRACKETED = re.compile(r"^\(?\s*(?:utc|gmt)\s*[+-]?\s*[\d:]*\s*\)\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where somebody is: ISO country and the institution's zone, "" when not known; `on` is a day of the exchange."""

    country: str
    institution_country: str
    institution_tz: str
    on: date

    @property
    def tz(self) -> str:
        """The one zone this place must be in, or ""."""
        if self.institution_tz and self.country in ("", self.institution_country):
            return self.institution_tz
        zones = zones_by_country().get(self.country, ())
        return zones[0] if len(zones) == 1 else ""


@cache
def _zone_keys() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """(folded whole name -> zone, folded city -> zones) for zones that are places; folders such as Etc/ are none."""
    current = {zone for zones in zones_by_country().values() for zone in zones}
    places = [
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    ]
    whole = {folded(name): name for name in sorted(places, key=lambda name: name in current)}
    cities: dict[str, tuple[str, ...]] = {}
    for name in sorted(current):
        city = folded(name.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), name)
    return whole, cities


def read_zone(text: str, place: Place) -> Reading:
    """An IANA zone such as Europe/Amsterdam.

    Refuses zone_missing, zone_unknown, zone_contradicts (offset or name of another place, with `place`).
    """
    shown = clean_cell(text)
    if not shown:
        return Reading.repaired(place.tz, "zone_from_institution") if place.tz else Reading.refused("zone_missing")
    if zone := _zone_keys()[0].get(folded(shown)):
        return Reading.kept(zone) if zone == shown else Reading.repaired(zone, "zone_spelling")
    return _from_words(shown, place)


def _from_words(shown: str, place: Place) -> Reading:
    bracketed = _BRACKETED.match(shown)
    words = _bare_words(bracketed.group(1) if bracketed else shown)
    if offsets := _stated_offsets(shown, words):
        return _fitted(offsets, place)
    if words in WINDOWS:
        return _from_windows(WINDOWS[words], place)
    if zones := _named_zones(bracketed.group(1) if bracketed else shown, words):
        return _picked(zones, place)
    return Reading.refused("zone_unknown")


def _bare_words(text: str) -> str:
    words = folded(text).replace("daylight", "summer").split()
    return " ".join(word for word in words if word not in FILLERS)


def _stated_offsets(shown: str, words: str) -> tuple[tuple[int, int], ...]:
    """Minutes from UTC in winter and summer that "GMT+2" or "CET/CEST" may mean; () when none is stated."""
    if "standard" in folded(shown).split() and words in WINDOWS:
        return ()
    if words in OFFSETS:
        return OFFSETS[words]
    plain = re.sub(r"\(.*?\)", "", shown.replace("\u2212", "-").replace("\u2013", "-")).strip() or shown.strip("() ")
    plain = re.sub(r"^etc/", "", plain.casefold())
    if match := _OFFSET.match(plain):
        minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
        sign = -1 if (match.group(1) == "-") != shown.casefold().startswith("etc/") else 1
        return ((sign * minutes, sign * minutes),)
    if re.fullmatch(r"\d{1,2}", plain):
        return ((int(plain) * 60, int(plain) * 60),)
    parts = [part for part in re.split(r"[\s/,()]+", plain) if part and part not in ("time", "summer")]
    if parts and all(part in OFFSETS for part in parts):
        return tuple(pair for part in parts for pair in OFFSETS[part])
    return ()


def _fitted(offsets: tuple[tuple[int, int], ...], place: Place) -> Reading:
    """The place's own zone when a stated offset is right there in winter or in summer."""
    if not place.tz:
        return Reading.refused("zone_is_no_place")
    winter, summer = offsets_of_year(place.tz, place.on.year)
    if any(stated[0] == winter or stated[1] == summer for stated in offsets):
        return Reading.repaired(place.tz, "zone_offset_to_place")
    return Reading.refused("zone_contradicts", place=place.tz)


def _from_windows(zone: str, place: Place) -> Reading:
    """A Windows name covers many cities: the person's own when it keeps the same clock, else the one CLDR names."""
    year = place.on.year
    same = place.tz and offsets_of_year(place.tz, year) == offsets_of_year(zone, year)
    return Reading.repaired(place.tz if same else zone, "zone_windows")


def _named_zones(shown: str, words: str) -> tuple[str, ...]:
    """Zones of the cities or the country named, first named first."""
    found: tuple[str, ...] = ()
    for part in (words, *(_bare_words(piece) for piece in re.split(r"[,;/()&]", shown))):
        found += _zone_keys()[1].get(CITIES.get(part, part), ())
        code = ADJECTIVES.get(part) or (country_code(part) if len(part) > 3 else "")
        zones = zones_by_country().get(code, ())
        found += zones if len(zones) == 1 else ()
    return found


def _picked(zones: tuple[str, ...], place: Place) -> Reading:
    zone = place.tz if place.tz in zones else zones[0]
    if len(set(zones)) > 1 and zone != place.tz and not _same_clock(zones, place.on.year):
        return Reading.refused("zone_unknown")
    return Reading.repaired(zone, "zone_from_city")


def _same_clock(zones: tuple[str, ...], year: int) -> bool:
    return len({offsets_of_year(zone, year) for zone in zones}) == 1


@lru_cache(maxsize=2_000)
def offsets_of_year(zone: str, year: int) -> tuple[int, int]:
    """Minutes from UTC in mid-January and mid-July of `year`."""
    winter, summer = (datetime(year, month, 15, 12, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
    return _minutes(winter), _minutes(summer)


def _minutes(offset: timedelta | None) -> int:
    return int(offset.total_seconds()) // 60 if offset is not None else 0
