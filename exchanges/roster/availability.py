"""Availability as people write it, to "Mon 12:30-14:00;Tue 18:00-21:00" in the local wall time of the person.

The text is read from left to right: days collect until hours follow; hours belong to the days before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from exchanges.roster.folding import clean_cell, folded, words
from exchanges.roster.values import Reading
from exchanges.roster.weekdays import DAYS, day_of, days_from, is_day_of_two

DAY_MINUTES = 24 * 60
# The narrow reading of a part of the day: promising less than somebody meant does no harm, more does.
PARTS_OF_DAY = {"morning": (9 * 60, 12 * 60), "afternoon": (13 * 60, 17 * 60), "evening": (18 * 60, 21 * 60)}
_PART_WORDS = {
    "morning": "morning mornings ochtend ochtends morgen voormiddag mattina mattino matin matinee صباحا الصباح",
    "afternoon": "afternoon afternoons middag middags namiddag pomeriggio apres midi apresmidi",
    "evening": "evening evenings night nights avond avonds sera serata soir soiree مساء المساء",
}
_PARTS = {folded(word): part for part, words in _PART_WORDS.items() for word in words.split()}
_EVERY_DAY = words("daily everyday dagelijks quotidien")
_WEEKDAYS = words("weekday weekdays workdays werkdagen doordeweeks feriali feriale")
_WEEKEND = words("weekend weekends weekeinde")
_VAGUE = words("""always anytime flexible any whenever altijd flexibel sempre flessibile toujours flexible all
    alle tutti tous
    whole hele""")
_FILLERS = words("""and en et e ed und from van vanaf dalle dal da de des between tussen entre tra fra on op il
    le la the in
    at s h u uur ore heures hrs hour hours o clock oclock uhr every elke chaque ogni di time local available
    beschikbaar""")
_TO = r"(?:-|–|—|−|~|\bto\b|\btill?\b|\buntil\b|\btot\b|\bt/m\b|\balle\b|\bad?\b|\bau\b|\bà\b|\bfino alle\b)"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:\s*[:.h]\s*[0-5]\d|[0-5]\d(?!\d))?"
_HALF = r"\s*(?:a\.?m\.?|p\.?m\.?)?"
_UNIT = r"(?:\s*(?:h|u|uur|hrs?)\b)?"
_RANGE = re.compile(rf"(?<!\d)({_CLOCK})({_HALF}){_UNIT}\s*{_TO}\s*({_CLOCK})({_HALF}){_UNIT}(?!\d)", re.IGNORECASE)
_TOKEN = re.compile(
    rf"(?P<range>{_RANGE.pattern})|(?P<word>[^\W\d_]+)|(?P<number>\d[\d:.]*)|(?P<dash>[-–—])|(?P<cut>[;\n|])"
)


@dataclass
class _State:
    country: str
    days: list[str] = field(default_factory=list)
    closed: bool = True
    through: bool = False
    blocks: list[tuple[int, int]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    part: str = ""
    blocks_before_part: int = 0
    why: tuple[str, str] = ("", "")


def read_availability(text: str, country: str = "") -> Reading:
    """`country` settles the two-letter days that mean two days ("ma" is Monday in Dutch, Tuesday in French).

    Repairs with availability_part_of_day, availability_over_midnight, availability_written_out. Refuses
    availability_vague, availability_unknown_word, availability_no_hours, availability_no_day, availability_no_end,
    availability_day_of_two, availability_empty_block; each with the `part`.
    """
    shown = clean_cell(text)
    if not shown:
        return Reading.kept("")
    state = _State(country)
    for kind, token in _tokens(shown):
        _step(state, kind, token)
        if state.why[0]:
            return Reading.refused(state.why[0], part=state.why[1])
    if not state.closed:
        return Reading.refused("availability_no_hours", part=" ".join(state.days))
    return _written(state, shown)


def _tokens(shown: str) -> Iterator[tuple[str, str]]:
    lowered = shown.replace("'", " ").replace("\u2019", " ")
    for match in _TOKEN.finditer(lowered):
        yield next(kind for kind in ("range", "word", "number", "dash", "cut") if match.group(kind)), match.group()


def _step(state: _State, kind: str, token: str) -> None:
    if kind == "range":
        _add_range(state, token)
    elif kind == "word":
        _add_word(state, token)
    elif kind == "number":
        state.why = ("availability_no_end", token)
    elif kind == "dash":
        state.through = bool(state.days) and not state.closed
    elif not state.closed:
        state.why = ("availability_no_hours", " ".join(state.days))
    else:
        state.days = []


def _add_word(state: _State, word: str) -> None:
    key = folded(word)
    if day := day_of(word, state.country):
        _add_days(state, (day,))
    elif is_day_of_two(word):
        state.why = ("availability_day_of_two", word)
    elif key in _WEEKDAYS:
        _add_days(state, DAYS[:5])
    elif key in _WEEKEND:
        _add_days(state, DAYS[5:])
    elif key in _EVERY_DAY:
        _add_days(state, DAYS)
    elif part := _PARTS.get(key):
        state.notes.add("availability_part_of_day")
        before = len(state.blocks)
        _add_block(state, *PARTS_OF_DAY[part], word)
        state.part, state.blocks_before_part = part, before
    elif key in ("to", "till", "until", "tot", "au", "a", "t", "m", "alle", "al"):
        state.through = bool(state.days) and not state.closed
    elif key in _VAGUE:
        state.why = ("availability_vague", word)
    elif key not in _FILLERS:
        state.why = ("availability_unknown_word", word)


def _add_days(state: _State, days: tuple[str, ...]) -> None:
    state.part = ""
    if state.closed:
        state.days, state.closed = [], False
    if state.through and state.days:
        days = days_from(state.days[-1], days[0])[1:]
    state.through = False
    state.days += [day for day in days if day not in state.days]


def _add_range(state: _State, token: str) -> None:
    match = _RANGE.fullmatch(token)
    if match is None:
        state.why = ("availability_unknown_word", token)
        return
    start_text, start_half, end_text, end_half = (match.group(i).strip().lower().replace(".", "") if i in (2, 4)
                                                  else match.group(i) for i in (1, 2, 3, 4))  # fmt: skip
    end = _minutes(end_text, end_half)
    start = _minutes(start_text, start_half or _half_of_start(start_text, end_text, end_half))
    if not 0 <= start < DAY_MINUTES or end > DAY_MINUTES or start == end:
        state.why = ("availability_empty_block", token)
        return
    if state.part:
        del state.blocks[state.blocks_before_part :]  # "Monday evening 19-21": the hours say it more exactly
        if state.part != "morning" and end <= DAY_MINUTES // 2 and not (start_half or end_half):
            start, end = start + DAY_MINUTES // 2, end + DAY_MINUTES // 2
    _add_block(state, start, end, token)


def _half_of_start(start_text: str, end_text: str, end_half: str) -> str:
    """ "6-9pm" starts at 6 pm, "11-2pm" at 11 am."""
    if not end_half:
        return ""
    return end_half if _minutes(start_text, "") % 720 < _minutes(end_text, "") % 720 else "am"


def _minutes(clock: str, half: str) -> int:
    """Minutes after midnight of "18", "18:30", "18.30", "18h30", "1830", or "6:30" with am/pm; 25 h when impossible."""
    digits = re.findall(r"\d+", clock)
    if len(digits) == 1 and len(digits[0]) > 2:
        digits = [digits[0][:-2], digits[0][-2:]]
    hours, minutes = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if half and not 1 <= hours <= 12:
        return 25 * 60
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return hours * 60 + minutes


def _add_block(state: _State, start: int, end: int, token: str) -> None:
    if not state.days:
        state.why = ("availability_no_day", token)
        return
    state.closed, state.part = True, ""
    for day in state.days:
        offset = DAYS.index(day) * DAY_MINUTES
        if end > start:
            state.blocks.append((offset + start, offset + end))
            continue
        state.notes.add("availability_over_midnight")
        state.blocks.append((offset + start, offset + DAY_MINUTES))
        morrow = (offset + DAY_MINUTES) % (7 * DAY_MINUTES)
        state.blocks += [(morrow, morrow + end)] if end else []


def _written(state: _State, shown: str) -> Reading:
    value = ";".join(_block_text(start, end) for start, end in _merged(state.blocks))
    if not value:
        return Reading.refused("availability_no_hours", part=shown[:40])
    for note in ("availability_part_of_day", "availability_over_midnight"):
        if note in state.notes:
            return Reading.repaired(value, note)
    return (
        Reading.kept(value)
        if value == re.sub(r";\s+", ";", shown.strip("; "))
        else Reading.repaired(value, "availability_written_out")
    )


def _merged(blocks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted; blocks that overlap or touch within one day are one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(blocks)):
        same_day = merged and merged[-1][0] // DAY_MINUTES == start // DAY_MINUTES
        if same_day and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _block_text(start: int, end: int) -> str:
    day = start // DAY_MINUTES
    first, last = start - day * DAY_MINUTES, end - day * DAY_MINUTES
    return f"{DAYS[day]} {first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}"
