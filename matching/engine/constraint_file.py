"""``constraints.json``: keys with their types, all wrong ones told at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from matching.engine.cells import Complaint, Complaints, FileInvalid, alike, shown
from matching.engine.language_codes import is_language
from matching.engine.types import LEVELS, Constraints

ELSEWHERE = ("weights",)
"""Keys that others read (``weight_files.py``)."""
KEYS = (*(field.name for field in fields(Constraints)), *ELSEWHERE)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
YEARS = range(2000, 2101)
MOST_WEEKS = 60
GRIDS = (15, 30, 60, 120)


def read_constraints(name: str, text: str) -> Constraints:
    """``constraints.json``; raises FileInvalid that names each key (and the line where JSON itself is broken)."""
    return _Keys(name, text, _object(name, text)).constraints()


def _object(name: str, text: str) -> dict[str, Any]:
    doubles: list[str] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [key for key, _ in pairs]
        doubles.extend(key for key in dict.fromkeys(names) if names.count(key) > 1)
        return dict(pairs)

    try:
        data = json.loads(text, object_pairs_hook=noted)
    except json.JSONDecodeError as error:
        raise FileInvalid(Complaint(name, error.lineno, str(error.colno), f"this is not JSON ({error.msg}).")) from None
    except (ValueError, RecursionError):
        raise FileInvalid(Complaint(name, 0, "", "this is not JSON that can be read: too deep or too long.")) from None
    if not isinstance(data, dict):
        raise FileInvalid(Complaint(name, 1, "", "the file must hold one JSON object with the rules."))
    if doubles:
        raise FileInvalid(*(_complaint(name, text, key, "stands twice.") for key in doubles))
    return data


def _complaint(name: str, text: str, key: str, sentence: str, value: object = None) -> Complaint:
    """With the line and column of the key, or of the value after it, where the file has them as written."""
    found = re.search(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)
    if found is None:
        return Complaint(name, 0, "", sentence, key)
    place = found.start()
    if value is not None:
        place = max(place, text.find(json.dumps(value, ensure_ascii=False), found.end()))
    line = text.count("\n", 0, place) + 1
    return Complaint(name, line, str(place - text.rfind("\n", 0, place)), sentence, key)


class _Keys:
    """Reads keys of the constraints with their types. A wrong one is noted and gives a value that is never used."""

    def __init__(self, name: str, text: str, data: dict[str, Any]) -> None:
        self.name, self.text, self.data, self.complaints = name, text, data, Complaints()

    def wrong(self, key: str, sentence: str, value: object = None) -> None:
        """``value`` is the wrong one among several of the key: its place is told."""
        self.complaints.found.append(_complaint(self.name, self.text, key, sentence, value))

    def get[Value](self, key: str, fits: Callable[[Any], bool], wanted: str, default: Value, needed: bool) -> Value:
        if key not in self.data:
            if needed:
                self.wrong(key, f"is missing; it must be {wanted}.")
            return default
        if not fits(self.data[key]):
            self.wrong(key, f"must be {wanted}, not {shown(json.dumps(self.data[key], ensure_ascii=False))}.")
            return default
        value: Value = self.data[key]
        return value

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

        wanted = f"a whole number from {least} to {most}"
        return self.get(key, fits, wanted, least if default is None else default, default is None)

    def words(self, key: str, needed: bool) -> tuple[str, ...]:
        empty: list[str] = []
        return tuple(self.get(key, _is_words, "a list of words", empty, needed))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        empty: list[Any] = []
        found = []
        for number, pair in enumerate(self.get(key, _is_list, "a list of pairs of student ids", empty, False), 1):
            if not _is_words(pair) or len(pair) != 2:
                said = (
                    f"pair {number} must be a pair of student ids, not {shown(json.dumps(pair, ensure_ascii=False))}."
                )
                self.wrong(key, said, pair)
            elif pair[0] == pair[1]:
                self.wrong(key, f"pair {number} names {shown(pair[0])} twice.", pair[0])
            else:
                found.append((pair[0], pair[1]))
        return tuple(found)

    def level(self, key: str) -> str:
        return self.get(key, lambda v: v in LEVELS, f"one of {', '.join(LEVELS)}", LEVELS[0], True)

    def mondays(self) -> tuple[date, ...]:
        key, weeks = "session_weeks", []
        words = self.words(key, True)
        for word in words:
            monday = _date(word)
            if monday is None:
                self.wrong(key, f"{shown(word)} is not a date from 2000 to 2100; write it like 2026-02-02.", word)
            elif monday.weekday() != 0:
                self.wrong(key, f"{word} is not a Monday.", word)
            else:
                weeks.append(monday)
        if not words and self.data.get(key) == []:
            self.wrong(key, "must name at least one Monday.")
        if len(set(weeks)) > MOST_WEEKS:
            self.wrong(key, f"names {len(set(weeks))} weeks; at most {MOST_WEEKS} are possible.")
        return tuple(sorted(set(weeks)))

    def working_languages(self) -> Mapping[str, str]:
        key, wanted = "working_languages", 'languages with the least level, such as {"en": "B2"}'
        empty: dict[str, Any] = {}
        found = self.get(key, lambda v: isinstance(v, dict) and bool(v), wanted, empty, True)
        for code, level in found.items():
            if not is_language(code):
                self.wrong(key, f"{shown(code)} is not the code of a language; write it like en or fr.", code)
            if level not in LEVELS:
                said = shown(json.dumps(level, ensure_ascii=False))
                self.wrong(key, f"the level of {shown(code)} must be one of {', '.join(LEVELS)}, not {said}.", level)
        return dict(found)

    def anchor(self) -> str:
        zones = available_timezones()
        wanted = "a time zone such as UTC or Europe/Amsterdam"
        given = self.get("slot_anchor", lambda v: isinstance(v, str), wanted, "UTC", False)
        if given not in zones:
            self.wrong("slot_anchor", f"{shown(given)} is not a time zone{alike(given, sorted(zones))}.")
        return given

    def grid(self) -> int:
        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and value in GRIDS

        return self.get("start_grid_minutes", fits, "15, 30, 60 or 120 minutes", 30, False)

    def unknown(self) -> None:
        for key in self.data:
            if key not in KEYS and not key.startswith("_"):
                self.wrong(key, f"is no rule{alike(key, KEYS)}; the rules are {', '.join(KEYS)}.")

    def constraints(self) -> Constraints:
        """All keys. Raises FileInvalid."""
        self.unknown()
        least = self.whole("size_min", 2, 1000)
        most = self.whole("size_max", least, 1000)
        target = self.whole("target_min", least, most, least)
        found = Constraints(
            size_min=least,
            size_max=most,
            target_min=target,
            target_max=self.whole("target_max", target, most, most),
            session_minutes=self.whole("session_minutes", 15, 720),
            min_institutions=self.whole("min_institutions", 1, most),
            min_countries=self.whole("min_countries", 1, most),
            working_languages=self.working_languages(),
            facilitator_min_level=self.level("facilitator_min_level"),
            session_weeks=self.mondays(),
            start_grid_minutes=self.grid(),
            facilitator_gap_minutes=self.whole("facilitator_gap_minutes", 0, 1440, 0),
            access_hard=self.words("access_hard", False),
            slot_anchor=self.anchor(),
            keep_together=self.pairs("keep_together"),
            keep_apart=self.pairs("keep_apart"),
        )
        self.complaints.raise_any()
        return found


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found is not None and found.year in YEARS else None


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
