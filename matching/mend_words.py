"""What would put a cohort right, as the engine found it (matching/engine/mends.py), in the language of the reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from exchanges.hour_words import times_in_words
from exchanges.need_words import need_words
from matching.engine_words import language_name
from matching.mend_acts import label_of

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MendLine:
    """``text`` says what to do, ``effect`` what comes of it; ``instead``: in place of those before it.

    ``act`` are the words of a button that does it, "" where there is none; then ``place`` is the page for it.
    ``number``: its place among the mends of its reason, from 0.
    """

    text: str
    effect: str
    instead: bool
    act: str = ""
    place: str = ""
    number: int = 0


# Where what a kind asks for can be done, when nobody can do it with one press here.
PLACES = {
    "facilitator": "facilitators",
    "facilitator_hours": "facilitators",
    "facilitator_skill": "facilitators",
    "facilitator_groups": "facilitators",
    "student_hours": "people",
    "student_level": "people",
    "add_students": "people",
    "leave_out": "people",
    "add_kinds": "people",
}


def mend_line(mend: Mapping[str, Any], anchor: str, number: int = 0) -> MendLine | None:
    """A mend of a run's report with people by name; None for a kind of another version."""
    words = WORDS.get(mend["kind"])
    if words is None:
        return None
    slot = f"{times_in_words(mend['slot'])} ({anchor})" if mend["slot"] else ""
    act = label_of(mend)
    place = "" if act else PLACES.get(mend["kind"], "")
    return MendLine(words(mend, slot), effect(mend), bool(mend["instead"]), act, place, number)


def effect(mend: Mapping[str, Any]) -> str:
    """How many get a place; said as certain only after everybody was seated."""
    said = {"n": mend["students"]}
    if not mend["students"] or mend["kind"] in ("add_students", "leave_out", "size_min", "size_max", "add_kinds"):
        return ""
    if mend["proven"]:
        return ngettext("Then %(n)s student gets a place.", "Then %(n)s students get a place.", said["n"]) % said
    text = ngettext("This may give %(n)s student a place.", "This may give %(n)s students a place.", said["n"])
    return text % said


def some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return gettext("%(names)s and %(n)s more") % {"names": shown, "n": more} if more > 0 else shown


def pairs(names: Sequence[str]) -> str:
    both = gettext("%(one)s and %(other)s")
    return "; ".join(both % {"one": a, "other": b} for a, b in zip(names[::2], names[1::2], strict=True))


def needs(detail: str) -> str:
    return ", ".join(need_words(code) for code in detail.split(", "))


def said(mend: Mapping[str, Any], slot: str) -> dict[str, Any]:
    return {
        "n": mend["amount"],
        "who": some(mend["who"]),
        "slot": slot,
        "language": language_name(mend["language"]),
        "hours": number_format(mend["amount"] / 60, use_l10n=True),
        "level": mend["detail"],
    }


def facilitator(mend: Mapping[str, Any], slot: str) -> str:
    if mend["detail"]:
        text = gettext("Find one more facilitator in %(language)s on %(slot)s who offers: %(needs)s.")
        return text % (said(mend, slot) | {"needs": needs(mend["detail"])})
    text = ngettext(
        "Find one more facilitator in %(language)s on %(slot)s.",
        "Find one more facilitator in %(language)s on %(slot)s, for %(n)s groups.",
        mend["amount"],
    )
    return text % said(mend, slot)


def hours(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Ask for %(hours)s more hours on %(slot)s: %(who)s.") % said(mend, slot)


def groups(mend: Mapping[str, Any], slot: str) -> str:
    text = ngettext("Ask %(who)s to lead %(n)s more group.", "Ask %(who)s to lead %(n)s more groups.", mend["amount"])
    return text % said(mend, slot)


def skill(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Let %(who)s learn to offer: %(needs)s.") % (said(mend, slot) | {"needs": needs(mend["detail"])})


def level(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Level %(level)s in %(language)s would be enough for: %(who)s.") % said(mend, slot)


def parted(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Give up the wish to stay together: %(pairs)s.") % {"pairs": pairs(mend["who"])}


def joined(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Give up the wish to be kept apart: %(pairs)s.") % {"pairs": pairs(mend["who"])}


def more_students(mend: Mapping[str, Any], slot: str) -> str:
    if not slot:
        text = ngettext("%(n)s more student would be enough.", "%(n)s more students would be enough.", mend["amount"])
    elif mend["detail"] == "country":
        text = ngettext(
            "%(n)s more student of another country who is free on %(slot)s in %(language)s would be enough.",
            "%(n)s more students of other countries who are free on %(slot)s in %(language)s would be enough.",
            mend["amount"],
        )
    else:
        text = ngettext(
            "%(n)s more student of another institution who is free on %(slot)s in %(language)s would be enough.",
            "%(n)s more students of other institutions who are free on %(slot)s in %(language)s would be enough.",
            mend["amount"],
        )
    return text % said(mend, slot)


def fewer_students(mend: Mapping[str, Any], slot: str) -> str:
    text = ngettext("%(n)s student fewer would do.", "%(n)s students fewer would do.", mend["amount"])
    return text % said(mend, slot)


def sizes(mend: Mapping[str, Any], slot: str) -> str:
    return gettext("Allow groups of %(n)s students.") % said(mend, slot)


def kinds(mend: Mapping[str, Any], slot: str) -> str:
    if mend["detail"].startswith("countr"):
        text = ngettext("Add students of %(n)s more country.", "Add students of %(n)s more countries.", mend["amount"])
    else:
        text = ngettext(
            "Add students of %(n)s more institution.", "Add students of %(n)s more institutions.", mend["amount"]
        )
    return text % said(mend, slot)


WORDS: dict[str, Callable[[Mapping[str, Any], str], str]] = {
    "facilitator": facilitator,
    "facilitator_hours": hours,
    "student_hours": hours,
    "facilitator_groups": groups,
    "facilitator_skill": skill,
    "student_level": level,
    "unlink_together": parted,
    "unlink_apart": joined,
    "add_students": more_students,
    "leave_out": fewer_students,
    "size_min": sizes,
    "size_max": sizes,
    "add_kinds": kinds,
}
