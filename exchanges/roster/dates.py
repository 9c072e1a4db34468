"""Dates of birth in mixed formats. 03/04/2001 is read as the file's other rows show, or left out and said so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from exchanges.roster.folding import clean_cell, folded
from exchanges.roster.values import Reading

AGE_MIN_YEARS, AGE_MAX_YEARS = 15, 100
# Day 0 of Excel's serial dates for every day after 28 February 1900.
_EXCEL_EPOCH = date(1899, 12, 30)
_MONTHS = (
    "january jan januari gennaio gen janvier janv يناير",
    "february feb februari febbraio fevrier fevr فبراير",
    "march mar maart mrt marzo mars مارس",
    "april apr aprile avril avr ابريل",
    "may mei maggio mag mai مايو",
    "june jun juni giugno giu juin يونيو",
    "july jul juli luglio lug juillet juil يوليو",
    "august aug augustus agosto ago aout اغسطس",
    "september sep sept settembre set septembre سبتمبر",
    "october oct okt oktober ottobre ott octobre اكتوبر",
    "november nov novembre نوفمبر",
    "december dec dicembre dic decembre ديسمبر",
)
_MONTH_OF = {folded(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})\.?")
_SERIAL = re.compile(r"\d{5}")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True)
class DateHabits:
    """What the unambiguous dates of a file show: separator -> {"dmy", "mdy"} (either, both, or neither)."""

    orders: dict[str, frozenset[str]]

    def order(self, separator: str) -> str:
        """The order of a date with this separator: its own rows first, then the whole file; "" when they differ."""
        if separator == ".":
            return "dmy"  # nobody writes month.day.year
        own = self.orders.get(separator, frozenset())
        seen = own or frozenset().union(*self.orders.values())
        return next(iter(seen)) if len(seen) == 1 else ""


def date_habits(cells: Iterable[str]) -> DateHabits:
    """Learn from dates such as 25/12/2001 (day first) and 12/25/2001 (month first)."""
    orders: dict[str, set[str]] = {}
    for cell in cells:
        match = _NUMBERS.fullmatch(_plain(cell))
        if not match:
            continue
        first, second = int(match.group(1)), int(match.group(3))
        if first > 12 >= second:
            orders.setdefault(match.group(2), set()).add("dmy")
        elif second > 12 >= first:
            orders.setdefault(match.group(2), set()).add("mdy")
    return DateHabits({separator: frozenset(seen) for separator, seen in orders.items()})


def read_birth_date(text: str, habits: DateHabits, on: date) -> Reading:
    """An ISO date. `on` is a day of the exchange: ages are counted there.

    Repairs with date_written_out, date_order_from_file, date_from_serial, date_two_digit_year; leaves out with
    date_ambiguous (value ""). Refuses date_unknown, date_no_such_day, date_implausible.
    """
    plain = _plain(text)
    if not plain:
        return Reading.kept("")
    found = _parts_of(plain, habits, on)
    if isinstance(found, Reading):
        return found
    year, month, day, note = found
    try:
        born = date(year, month, day)
    except ValueError:
        return Reading.refused("date_no_such_day")
    return _judged(born, note, plain, on)


def _judged(born: date, note: str, plain: str, on: date) -> Reading:
    if not AGE_MIN_YEARS <= _age_years(born, on) <= AGE_MAX_YEARS:
        return Reading.refused("date_implausible", least=AGE_MIN_YEARS, most=AGE_MAX_YEARS)
    iso = born.isoformat()
    return Reading.kept(iso) if iso == plain else Reading.repaired(iso, note)


def _plain(text: str) -> str:
    return clean_cell(text).translate(_ARABIC_DIGITS).strip(" '")


def _age_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _parts_of(plain: str, habits: DateHabits, on: date) -> "tuple[int, int, int, str] | Reading":
    if match := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return int(match.group(1)), int(match.group(2)), int(match.group(3)), "date_written_out"
    if match := _NUMBERS.fullmatch(plain):
        return _from_numbers(match, habits, on)
    if _SERIAL.fullmatch(plain):
        born = _EXCEL_EPOCH + timedelta(days=int(plain))
        return born.year, born.month, born.day, "date_from_serial"
    return _from_month_name(plain, on) or Reading.refused("date_unknown")


def _from_numbers(match: re.Match[str], habits: DateHabits, on: date) -> "tuple[int, int, int, str] | Reading":
    first, second = int(match.group(1)), int(match.group(3))
    year, short = _whole_year(match.group(4), on)
    note = "date_two_digit_year" if short else "date_written_out"
    if first > 12 or first == second:
        return year, second, first, note
    if second > 12:
        return year, first, second, note
    order = habits.order(match.group(2))
    if not order:
        return Reading.repaired("", "date_ambiguous")
    day, month = (first, second) if order == "dmy" else (second, first)
    return year, month, day, "date_order_from_file" if match.group(2) != "." else note


def _from_month_name(plain: str, on: date) -> "tuple[int, int, int, str] | None":
    """ "3 April 2001", "April 3rd, 2001", "3-apr-01", "1er mars 2001"."""
    words = [re.sub(r"^(\d+)(?:st|nd|rd|th|er|e)$", r"\1", word) for word in folded(plain).split()]
    words = [word for word in words if word not in ("de", "of", "the", "di")]
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    numbers = [word for word in words if word.isascii() and word.isdigit()]
    if len(months) != 1 or len(numbers) != 2 or len(words) != 3:
        return None
    if len(numbers[0]) == 4:
        numbers.reverse()
    if len(numbers[0]) > 2 or len(numbers[1]) not in (2, 4):
        return None
    year, short = _whole_year(numbers[1], on)
    return year, months[0], int(numbers[0]), "date_two_digit_year" if short else "date_written_out"


def _whole_year(digits: str, on: date) -> tuple[int, bool]:
    """ "01" is 2001 when that makes a student old enough, else 1901: no student is both."""
    if len(digits) == 4:
        return int(digits), False
    year = 2000 + int(digits)
    return (year if on.year - year >= AGE_MIN_YEARS else year - 100), True
