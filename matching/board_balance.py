"""What a group is made of beside the cohort: counts by country, institution, first language and so on.

Only figures of groups leave this module; gender and experience of a person are never sent to the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Enrolment
from matching.checks import LEVELS
from matching.engine_words import language_name

# More parts than this are one part, "others": colours can be told apart up to here.
MOST_PARTS = 8
OTHER = "…"


@dataclass(frozen=True, slots=True)
class Family:
    """One attribute with its parts in order; ``place`` tells the part of a person."""

    key: str
    label: str
    parts: list[str]
    place: Callable[[Enrolment], int]

    def counts(self, people: Iterable[Enrolment]) -> list[int]:
        found = Counter(map(self.place, people))
        return [found[n] for n in range(len(self.parts))]


def families(people: Sequence[Enrolment]) -> list[Family]:
    """The families of a cohort; one with a single part says nothing and is left out."""
    made = [
        frequent("country", _("Country"), people, lambda one: one.profile.country, str),
        frequent("institution", _("Institution"), people, lambda one: str(one.institution.name), short_name),
        frequent("language", _("First language"), people, first_language, language_name),
        frequent("discipline", _("Subject"), people, lambda one: one.profile.discipline, subject),
        fixed("gender", _("Gender"), GENDERS, lambda one: one.profile.gender),
        fixed("level", _("Level"), {level: level for level in LEVELS}, best_level),
        fixed("experience", _("Exchanges before"), EXPERIENCE, lambda one: str(min(2, one.profile.experience))),
    ]
    return [one for one in made if len(one.parts) > 1]


GENDERS: dict[str, Promise | str] = {
    "f": gettext_lazy("women"),
    "m": gettext_lazy("men"),
    "x": gettext_lazy("another gender"),
    "": gettext_lazy("not told"),
}
EXPERIENCE: dict[str, Promise | str] = {
    "0": gettext_lazy("none"),
    "1": gettext_lazy("one"),
    "2": gettext_lazy("two or more"),
}


def frequent(
    key: str, label: str, people: Sequence[Enrolment], value: Callable[[Enrolment], str], words: Callable[[str], str]
) -> Family:
    """The most frequent values, the rest together."""
    counted = sorted(Counter(map(value, people)).items(), key=lambda item: (-item[1], item[0]))
    kept = [name for name, _n in counted[: MOST_PARTS if len(counted) <= MOST_PARTS else MOST_PARTS - 1]]
    places = {name: n for n, name in enumerate(kept)}
    labels = [words(name) or _("not told") for name in kept] + ([_("others")] if len(counted) > len(kept) else [])
    return Family(key, label, labels, lambda one: places.get(value(one), len(kept)))


def fixed(
    key: str, label: str, parts: dict[str, str] | dict[str, Promise | str], value: Callable[[Enrolment], str]
) -> Family:
    places = {name: n for n, name in enumerate(parts)}
    return Family(
        key, label, [str(word) for word in parts.values()], lambda one: places.get(value(one), len(parts) - 1)
    )


def first_language(enrolment: Enrolment) -> str:
    languages = enrolment.profile.first_languages
    return str(languages[0]) if languages else ""


def best_level(enrolment: Enrolment) -> str:
    held = [level for level in enrolment.profile.work_languages.values() if level in LEVELS]
    return max(held, key=LEVELS.index, default=LEVELS[0])


def subject(slug: str) -> str:
    return slug.replace("_", " ").replace("-", " ")


def short_name(name: str) -> str:
    """ "University of Porto" -> "Porto": what is common to all names says nothing on a chip."""
    for common in ("University of ", "Universiteit van ", "Universiteit ", "Université de ", "Università di "):
        if name.startswith(common):
            return name.removeprefix(common)
    return name.removesuffix(" University")
