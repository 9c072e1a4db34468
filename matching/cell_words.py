"""Values of people and rules that the engine cannot read, in the language of the reader and with people by name.

The engine speaks English and names lines and columns of files, which nobody sees here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MOST_TOLD = 5
FIELDS: dict[str, Promise] = {
    "institution": gettext_lazy("institution"),
    "country": gettext_lazy("country"),
    "tz": gettext_lazy("time zone"),
    "first_languages": gettext_lazy("first languages"),
    "work_languages": gettext_lazy("languages and levels"),
    "languages": gettext_lazy("languages and levels"),
    "discipline": gettext_lazy("subject"),
    "gender": gettext_lazy("gender"),
    "availability": gettext_lazy("free hours"),
    "experience": gettext_lazy("exchanges before"),
    "topics": gettext_lazy("topics"),
    "access_needs": gettext_lazy("access needs"),
    "dropout_risk": gettext_lazy("risk of leaving"),
    "max_groups": gettext_lazy("number of groups"),
    "access_skills": gettext_lazy("access skills"),
}


@dataclass(frozen=True, slots=True)
class WrongCell:
    """``person`` is "" for the rules of the exchange; ``column`` as in the group forming files."""

    person: str
    column: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the engine stopped: the file, and the line in it (the first person stands in line 2)."""

    file: str
    line: int
    column: str


def wrong_cells(places: Iterable[Place], students: Sequence[str], leaders: Sequence[str]) -> tuple[WrongCell, ...]:
    """Each once, in the order of the files. ``students`` and ``leaders``: names in the order of the lines."""
    people = {"students.csv": students, "facilitators.csv": leaders}
    found = [
        WrongCell(names[one.line - 2] if 2 <= one.line < len(names) + 2 else "", one.column)
        for one in places
        for names in [people.get(one.file, ())]
    ]
    return tuple(dict.fromkeys(found))


def in_words(cells: Sequence[WrongCell]) -> str:
    """ "Amina Abbas: the time zone cannot be read." """
    told = [sentence(one) for one in cells[:MOST_TOLD]]
    if (more := len(cells) - MOST_TOLD) > 0:
        told.append(ngettext("And %(n)s more like this.", "And %(n)s more like these.", more) % {"n": more})
    return " ".join(told)


def sentence(cell: WrongCell) -> str:
    if not cell.person:
        return _("The rules of the exchange cannot be read: look at its design.")
    field = FIELDS.get(cell.column)
    if field is None:
        return _("%(person)s: something in the profile cannot be read.") % {"person": cell.person}
    return _("%(person)s: this cannot be read: %(field)s.") % {"person": cell.person, "field": field}
