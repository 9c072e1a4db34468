"""The map of the cohort as a page draws it: the places that a run kept, with the groups as they are.

``map_of`` gives what ``matching/_cohort_map.html`` needs. Points move to other groups in the browser: see
``static/js/matching/cohort_map.js``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.models import Exchange
from matching.models import MatchRun

# "Mostly" in the words of a region: this share of its people.
MOSTLY = 0.4


@dataclass(frozen=True, slots=True)
class Point:
    """A student at a place; ``group`` is the key of the group, "" for nobody's."""

    pk: int
    x: int
    y: int
    region: int
    name: str
    country: str
    group: str


@dataclass(frozen=True, slots=True)
class RegionLine:
    """People who are alike. ``number`` chooses colour and shape; ``ellipse`` holds SVG attributes as text."""

    number: int
    people: int
    words: str
    ellipse: dict[str, str]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the table: how many of its members come from each region."""

    key: str
    name: str
    people: int
    counts: list[int]

    @property
    def regions(self) -> int:
        return sum(bool(count) for count in self.counts)


@dataclass(frozen=True, slots=True)
class CohortMap:
    points: list[Point]
    regions: list[RegionLine]
    groups: list[GroupLine]
    told: int

    @property
    def most_regions(self) -> int:
        return len(self.regions)


def map_of(run: MatchRun | None, seats: Mapping[int, str], names: Mapping[str, str]) -> CohortMap | None:
    """``seats``: enrolment to the key of its group; ``names``: the groups in order, key to name.

    None when the run kept no map. Who left the exchange since has no point; who came since has none either.
    """
    kept = run.report.get("map") if run is not None else None
    if run is None or not kept:
        return None
    people = people_of(run.exchange)
    points = [
        Point(pk, x, y, region, *people[pk], seats.get(pk, "")) for pk, x, y, region in kept["points"] if pk in people
    ]
    regions = [
        RegionLine(number, one["people"], words_of(one), ellipse_of(one["ellipse"]))
        for number, one in enumerate(kept["regions"])
    ]
    there = Counter((point.group, point.region) for point in points)
    groups = [
        GroupLine(key, name, sum(counts), counts)
        for key, name in names.items()
        if (counts := [there[key, region.number] for region in regions])
    ]
    return CohortMap(points, regions, groups, round(100 * sum(kept["told"])))


def map_of_run(run: MatchRun) -> CohortMap | None:
    """With the groups as the run formed them."""
    seats = {member: str(group["id"]) for group in run.answer for member in group["members"]}
    return map_of(
        run, seats, {str(group["id"]): name for group, name in zip(run.answer, group_names(run), strict=True)}
    )


def group_names(run: MatchRun) -> list[str]:
    """The names that the groups of an answer have as drafts (``services.accept_run``)."""
    return [_("Group %(number)s") % {"number": number} for number in range(1, len(run.answer) + 1)]


def people_of(exchange: Exchange) -> dict[int, tuple[str, str]]:
    """Name and country by enrolment."""
    rows = exchange.enrolments.values_list("pk", "user__name", "user__email", "profile__country")
    return {pk: (name or email, country or "") for pk, name, email, country in rows}


def ellipse_of(drawn: Sequence[float]) -> dict[str, str]:
    """Numbers as SVG reads them, whatever the language of the page."""
    x, y, long, short, degrees = (f"{value:.1f}" for value in drawn)
    return {"cx": x, "cy": y, "rx": long, "ry": short, "turn": f"rotate({degrees} {x} {y})"}


def words_of(region: Mapping[str, object]) -> str:
    """ "mostly NL, law", with what is shared by enough of its people to be said."""
    shares = (("country", "country_share"), ("discipline", "discipline_share"))
    found = [str(region[name]) for name, share in shares if float(str(region[share])) >= MOSTLY and region[name]]
    return _("mostly %(what)s") % {"what": ", ".join(found)} if found else _("of several kinds")
