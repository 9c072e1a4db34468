"""What matters how much in forming groups, in words: the names, the defaults, and numbers scaled to shares.

Names and defaults are those of ``matching.engine.types.Weights``, which the server does not load
(tests/matching/test_weights.py compares the two).
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The parts of the quality J: name, label, what more of it brings, what it may cost.
PARTS: dict[str, tuple[Promise | str, Promise | str]] = {
    "mix": (
        _("Different people together"),
        _("Members of a group come from different countries and institutions and study different things."),
    ),
    "balance": (
        _("Groups alike"),
        _("No group has all the experienced people, all the beginners in the language, or all of one subject."),
    ),
    "isolates": (
        _("Nobody alone"),
        _("Nobody is the only woman, the only man or the only one of a country beside several of another."),
    ),
    "dropout": (
        _("Safe against leaving"),
        _("People who may have to stop are spread, so that no group becomes too small."),
    ),
    "topic": (_("Shared topics"), _("People who chose the same topics meet. This works against a wide mix.")),
    "size": (_("Good sizes"), _("Groups have the size that you called best, not only an allowed one.")),
    "slack": (_("Room to move"), _("A group has a second hour in which all are free. Few groups have one.")),
}
# The shares inside "mix".
MIX: dict[str, Promise | str] = {
    "mix_country": _("Country"),
    "mix_institution": _("Institution"),
    "mix_first_language": _("First language"),
    "mix_discipline": _("Subject"),
}
DEFAULTS = {
    "mix": 0.30,
    "isolates": 0.20,
    "balance": 0.25,
    "dropout": 0.10,
    "topic": 0.05,
    "size": 0.05,
    "slack": 0.05,
    "mix_country": 0.4,
    "mix_institution": 0.2,
    "mix_first_language": 0.2,
    "mix_discipline": 0.2,
}
WEIGHT_NAMES = tuple(DEFAULTS)


def shares_of(points: Mapping[str, float]) -> dict[str, float]:
    """Points of any scale, all eleven, to shares: the seven parts add up to 1, and so do the four of the mix.

    Raises ValueError for a negative number, or when one of the two sums is 0 or not a finite number.
    """
    return scaled(points, tuple(PARTS)) | scaled(points, tuple(MIX))


def scaled(points: Mapping[str, float], names: tuple[str, ...]) -> dict[str, float]:
    total = sum(points[name] for name in names)
    if min(points[name] for name in names) < 0 or not 0 < total < float("inf"):
        raise ValueError("points must not be negative, and not all of them 0")
    return {name: points[name] / total for name in names}


def kept(weights: Mapping[str, float]) -> dict[str, float]:
    """The shares that a run has kept; an older run has none and used the defaults."""
    return {name: float(weights.get(name, share)) for name, share in DEFAULTS.items()}


def are_usual(weights: Mapping[str, float]) -> bool:
    return all(abs(share - DEFAULTS[name]) < 1e-9 for name, share in kept(weights).items())


def points_of(weights: Mapping[str, float]) -> dict[str, float]:
    """Shares as numbers of a form: in percent, with one decimal where it is needed."""
    return {name: tidy(round(100 * share, 1)) for name, share in kept(weights).items()}


def tidy(number: float) -> float:
    return int(number) if number == int(number) else number
