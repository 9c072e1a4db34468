"""What the engine says about groups, in the language of the reader.

The engine is pure and speaks English, for the command line and its files, and a run keeps its words. Pages read them
back by their frames. A text of another frame (of an older version) is shown as it was kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from exchanges.hour_words import times_in_words
from exchanges.need_words import need_words

PLACE = re.compile(r"%\((\w+)\)s")

PROGRESS = {
    "improving the groups": gettext_noop("Making the groups better"),
    "trying other groups": gettext_noop("Trying other groups"),
    "seating the last people": gettext_noop("Finding a place for the last people"),
}

# matching/engine/explain.py: who, when, whose hours decided, what else would have been possible, what it lacks.
WHO = gettext_noop(
    "%(students)s students from %(countries)s (%(list)s), %(institutions)s and %(disciplines)s; "
    "they speak %(language)s and are led by %(leader)s."
)
WHEN = (
    gettext_noop(
        "They meet %(slot)s (%(anchor)s), inside everybody's stated hours in all %(weeks)s session weeks: %(local)s."
    ),
    gettext_noop(
        "They meet %(slot)s (%(anchor)s), inside everybody's stated hours in the one session week: %(local)s."
    ),
)
SCARCE = gettext_noop("%(student)s has the fewest possible starts (%(starts)s), so the slot was sought there.")
OTHERS = (
    gettext_noop("No other start suits all of them and the facilitator."),
    gettext_noop("Other starts that suit all: %(slots)s."),
)

OFF_TARGET = gettext_noop("The group misses the target of %(least)s to %(most)s students.")
ALONE = gettext_noop("Students who are the only one of a kind here: %(number)s.")
BEST = (
    gettext_noop("No single exchange or move keeps every rule."),
    gettext_noop(
        "The best single change found, %(student)s for %(partner)s of %(group)s, would cost %(points)s points of 100."
    ),
    gettext_noop(
        "The best single change found, %(student)s for %(partner)s of %(group)s, would gain %(points)s points of 100."
    ),
    gettext_noop("The best single change found, %(student)s to %(group)s, would cost %(points)s points of 100."),
    gettext_noop("The best single change found, %(student)s to %(group)s, would gain %(points)s points of 100."),
)
# The sentences of an explanation in their order; those of one place are ways to say it, some places may be empty.
EXPLANATION: tuple[tuple[tuple[str, ...], bool], ...] = (
    ((WHO,), True),
    (WHEN, True),
    ((SCARCE,), True),
    (OTHERS, True),
    ((OFF_TARGET,), False),
    ((ALONE,), False),
    (BEST, False),
)

# Why no groups are possible: diagnose.py, bottleneck.py and forming.py of the engine. Where the engine names a key of
# its file of rules, or an option of its command, the page says what a coordinator can do instead.
NO_START = gettext_noop("%(names)s: no start is shared with %(others)s others and a facilitator in a working language.")
REASONS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("There are no students. Add students before forming groups.",): (
        gettext_noop("There are no students. Add students before forming groups."),
    ),
    ("There are %(students)s students and a group needs at least %(least)s. Add %(missing)s or lower size_min.",): (
        gettext_noop(
            "There are %(students)s students and a group needs at least %(least)s. "
            "Add %(missing)s or allow smaller groups."
        ),
    ),
    (
        "%(students)s students cannot be divided into groups of %(least)s to %(most)s. "
        "Widen the sizes or change the number of students.",
    ): (
        gettext_noop(
            "%(students)s students cannot be divided into groups of %(least)s to %(most)s. "
            "Widen the sizes or change the number of students."
        ),
    ),
    ("%(names)s must be kept together and also apart. Remove one of the two wishes.",): (
        gettext_noop("%(names)s must be kept together and also apart. Remove one of the two wishes."),
    ),
    (
        "%(number)s students (%(names)s) are linked to be kept together, and a group holds %(most)s. "
        "Remove a link or raise size_max.",
    ): (
        gettext_noop(
            "%(number)s students (%(names)s) are linked to be kept together, and a group holds %(most)s. "
            "Remove a link or allow larger groups."
        ),
    ),
    (
        "The cohort has students of %(number)s institutions (%(names)s) and each group needs %(wanted)s. "
        "Add students of another of the institutions or lower min_institutions.",
    ): (
        gettext_noop(
            "The students come from %(number)s institutions (%(names)s) and each group needs %(wanted)s. "
            "Add students of another institution."
        ),
    ),
    (
        "The cohort has students of %(number)s countries (%(names)s) and each group needs %(wanted)s. "
        "Add students of another of the countries or lower min_countries.",
    ): (
        gettext_noop(
            "The students come from %(number)s countries (%(names)s) and each group needs %(wanted)s. "
            "Add students of another country."
        ),
    ),
    (
        "The facilitators can lead %(groups)s groups, which is %(seats)s seats for %(students)s students. "
        "Find facilitators for at least %(missing)s more groups, or raise max_groups or their hours.",
    ): (
        gettext_noop(
            "The facilitators can lead %(groups)s groups, which is %(seats)s seats for %(students)s students. "
            "Find facilitators for at least %(missing)s more groups, or ask them for more groups or more hours."
        ),
    ),
    (
        "%(names)s: no stated hours hold a whole session of %(minutes)s minutes in every session week. "
        "Ask for at least one span of %(minutes)s minutes.",
    ): (
        gettext_noop(
            "%(names)s: no stated hours hold a whole session of %(minutes)s minutes in every session week. "
            "Ask for at least one span of %(minutes)s minutes."
        ),
    ),
    (
        "%(names)s: no working language at the level asked (%(levels)s). "
        "Correct the level in the profile or offer a group in another language.",
    ): (
        gettext_noop(
            "%(names)s: no working language at the level asked (%(levels)s). "
            "Correct the level in the profile or offer a group in another language."
        ),
    ),
    (
        "%(names)s: the facilitators for %(languages)s can lead no group, by their hours or by max_groups. "
        "Ask them for hours and groups, or find one more facilitator for %(languages)s.",
    ): (
        gettext_noop(
            "%(names)s: the facilitators for %(languages)s cannot lead a group, by their hours or the number of "
            "groups they offer. Ask them for hours and groups, or find one more facilitator for %(languages)s."
        ),
    ),
    (
        "%(names)s: no facilitator leads groups in %(languages)s at %(level)s. Find one facilitator for %(languages)s.",
    ): (
        gettext_noop(
            "%(names)s: no facilitator leads groups in %(languages)s at %(level)s. "
            "Find one facilitator for %(languages)s."
        ),
    ),
    (
        "%(names)s are to be kept together and share no start, language and facilitator. "
        "Ask them for shared hours or remove the link.",
    ): (
        gettext_noop(
            "%(names)s are to be kept together and share no start, language and facilitator. "
            "Ask them for shared hours or remove the link."
        ),
    ),
    (
        "%(names)s: everybody who could meet them comes from fewer than %(wanted)s institutions. "
        "Ask for more hours, or add students of other institutions who have their language and hours.",
    ): (
        gettext_noop(
            "%(names)s: everybody who could meet them comes from fewer than %(wanted)s institutions. "
            "Ask for more hours, or add students of other institutions who have their language and hours."
        ),
    ),
    (
        "%(names)s: everybody who could meet them comes from fewer than %(wanted)s countries. "
        "Ask for more hours, or add students of other countries who have their language and hours.",
    ): (
        gettext_noop(
            "%(names)s: everybody who could meet them comes from fewer than %(wanted)s countries. "
            "Ask for more hours, or add students of other countries who have their language and hours."
        ),
    ),
    (NO_START, "Ask for more hours, or find a facilitator in their hours."): (
        NO_START,
        gettext_noop("Ask for more hours, or find a facilitator in their hours."),
    ),
    (
        NO_START,
        "With %(slot)s (%(anchor)s) added to their hours, %(student)s could meet %(number)s others in %(language)s.",
    ): (
        NO_START,
        gettext_noop(
            "With %(slot)s (%(anchor)s) added to their hours, %(student)s could meet %(number)s others in %(language)s."
        ),
    ),
    (
        "%(names)s: no facilitator with the skill for %(needs)s can lead a group in their language and hours. "
        "Find one, or train one of those who are free then.",
    ): (
        gettext_noop(
            "%(names)s: no facilitator with the skill for %(needs)s can lead a group in their language and hours. "
            "Find one, or train one of those who are free then."
        ),
    ),
    (
        "At most %(seats)s of %(students)s students can be led at once: for %(names)s there are too few facilitators "
        "in their hours. Find a facilitator for %(missing)s more group(s) in %(languages)s.",
    ): (
        gettext_noop(
            "At most %(seats)s of %(students)s students can be led at once: for %(names)s there are too few "
            "facilitators in their hours. Groups in %(languages)s that still need a facilitator: %(missing)s."
        ),
    ),
    (
        "No arrangement %(proven)s that seats %(names)s: every facilitator in their hours is full. "
        "Find one more facilitator then, or raise max_groups.",
    ): (
        gettext_noop(
            "No groups were found with a place for %(names)s: every facilitator in their hours is full. "
            "Find one more facilitator then, or ask one for more groups."
        ),
    ),
    (
        "No arrangement %(proven)s that seats %(names)s together with everybody else. "
        "Ask them for more hours, or find a facilitator in their hours.%(advice)s",
    ): (
        gettext_noop(
            "No groups were found with a place for %(names)s together with everybody else. "
            "Ask them for more hours, or find a facilitator in their hours."
        ),
    ),
}
FREE = {"advice": "(?P<{}>.*)"}  # what may be empty; everything else holds a letter or more


def in_words(text: str) -> str:
    """An explanation or a reason of the engine, in the language that is active."""
    if found := explanation_pattern().fullmatch(text):
        return said(found, [one for ways, _ in EXPLANATION for one in ways])
    for pattern, sentences in frames():
        if found := pattern.fullmatch(text):
            return said(found, sentences)
    return text


def said(found: re.Match[str], sentences: Sequence[str]) -> str:
    """The sentences that were found (group ``here`` of each number), translated and filled."""
    groups = found.groupdict()
    values = {name: words_of(name.split("_", 1)[1], value) for name, value in groups.items() if value is not None}
    here = [number for number in range(len(sentences)) if groups.get(f"s{number}_here", "") is not None]
    return " ".join(filled(number, sentences[number], values) for number in here)


@cache
def explanation_pattern() -> re.Pattern[str]:
    """All explanations in one pattern; sentences are numbered through, and each notes whether it stands there."""
    number = 0
    places: list[str] = []
    for ways, needed in EXPLANATION:
        told = []
        for way in ways:
            told.append(f"(?P<s{number}_here>{''.join(parts(f's{number}_', way))})")
            number += 1
        before = " " if places else ""
        places.append(f"(?:{before}(?:{'|'.join(told)})){'' if needed else '?'}")
    return re.compile("".join(places))


def progress_in_words(text: str) -> str:
    return gettext(PROGRESS[text]) if text in PROGRESS else text


def filled(number: int, sentence: str, values: dict[str, str]) -> str:
    prefix = f"s{number}_"
    return gettext(sentence) % {name.removeprefix(prefix): v for name, v in values.items() if name.startswith(prefix)}


@cache
def frames() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    return [(pattern_of(engine), page) for engine, page in REASONS.items()]


def pattern_of(sentences: tuple[str, ...]) -> re.Pattern[str]:
    """Whole texts are matched, so that a full stop inside a name ends nothing."""
    return re.compile(" ".join("".join(parts(f"s{number}_", one)) for number, one in enumerate(sentences)))


def parts(prefix: str, sentence: str) -> Iterator[str]:
    seen = set()
    for position, part in enumerate(PLACE.split(sentence)):
        name = prefix + part
        if position % 2 == 0:
            yield re.escape(part)
        elif name in seen:
            yield f"(?P={name})"
        else:
            seen.add(name)
            yield FREE.get(part, "(?P<{}>.+?)").format(name)


# --- values that hold words of their own ---------------------------------------------------------------------


def countries(value: str) -> str:
    number = int(value.split()[0])
    return ngettext("%(n)s country", "%(n)s countries", number) % {"n": number}


def institutions(value: str) -> str:
    number = int(value.split()[0])
    return ngettext("%(n)s institution", "%(n)s institutions", number) % {"n": number}


def disciplines(value: str) -> str:
    number = int(value.split()[0])
    return ngettext("%(n)s discipline", "%(n)s disciplines", number) % {"n": number}


def some(value: str) -> str:
    """ "Ann, Bob and 3 more"."""
    found = re.fullmatch(r"(.+) and (\d+) more", value)
    return gettext("%(names)s and %(n)s more") % {"names": found[1], "n": found[2]} if found else value


def local_times(value: str) -> str:
    """ "Europe/Rome Mon 18:00 from the week of 2026-10-26"."""
    dated = re.sub(
        r"(\w+ \d\d:\d\d) from the week of ([\d-]+)",
        lambda found: gettext("%(time)s from the week of %(day)s") % {"time": found[1], "day": found[2]},
        value,
    )
    return times_in_words(dated)


def either(value: str) -> str:
    word = pgettext("between two languages", "or")
    return f" {word} ".join(language_name(code) for code in value.split(" or "))


def language_name(code: str) -> str:
    """ "en" -> "English", in the language that is active; a code that Django does not know stays."""
    known = LANG_INFO.get(code, {})
    return gettext(known["name"]) if "name" in known else code


def needs(value: str) -> str:
    return ", ".join(need_words(code) for code in value.split(", "))


def group_name(value: str) -> str:
    """ "g004" -> "Group 4", as the drafts of a run are named."""
    found = re.fullmatch(r"g0*(\d+)", value)
    return gettext("Group %(number)s") % {"number": found[1]} if found else value


def points(value: str) -> str:
    return number_format(value, use_l10n=True)


WORDS: dict[str, Callable[[str], str]] = {
    "countries": countries,
    "institutions": institutions,
    "disciplines": disciplines,
    "names": some,
    "slots": lambda value: times_in_words(some(value)),
    "slot": times_in_words,
    "local": local_times,
    "language": language_name,
    "languages": either,
    "needs": needs,
    "group": group_name,
    "points": points,
}


def words_of(name: str, value: str) -> str:
    return WORDS.get(name, str)(value)
