"""Mends applied to a cohort, and in words. What to mend is chosen in ``mending``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from matching.engine.person_checks import names
from matching.engine.types import Constraints, Facilitator, Hours, Mend, Student
from matching.engine.weeks import DAYS, MINUTES_IN_DAY, MINUTES_IN_WEEK


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a problem is made of."""

    students: tuple[Student, ...]
    facilitators: tuple[Facilitator, ...]
    rules: Constraints


# --- spans of the anchor's week -----------------------------------------------------------------------------


def span_text(first_minute: int, last_minute: int) -> str:
    """Minutes of the anchor's week as "Tue 18:00-21:30" (over midnight the end is the smaller)."""
    day, start = divmod(first_minute % MINUTES_IN_WEEK, MINUTES_IN_DAY)
    end = (last_minute - 1) % MINUTES_IN_DAY + 1
    return f"{DAYS[day]} {start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def span_minutes(text: str) -> tuple[int, int]:
    """The inverse of ``span_text``."""
    day, clocks = text.split()
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in clocks.split("-"))
    first = DAYS.index(day) * MINUTES_IN_DAY + start
    return first, first + (end - start if end > start else end - start + MINUTES_IN_DAY)


def local_hours(rules: Constraints, tz: str, span: str) -> tuple[Hours, ...]:
    """A span of the anchor's wall time on the clock of ``tz``, for every session week (summer time may shift it)."""
    found = {hours for monday in rules.session_weeks for hours in _in_week(rules.slot_anchor, tz, monday, span)}
    return tuple(sorted(found))


def _in_week(anchor: str, tz: str, monday: date, span: str) -> list[Hours]:
    first, last = span_minutes(span)
    start = _local_minute(anchor, tz, monday, first)
    end = start + last - first
    if end <= MINUTES_IN_WEEK:
        return [Hours(start, end)]
    return [Hours(start, MINUTES_IN_WEEK), Hours(0, end - MINUTES_IN_WEEK)]


def _local_minute(anchor: str, tz: str, monday: date, minute: int) -> int:
    wall = datetime(monday.year, monday.month, monday.day) + timedelta(minutes=minute)  # noqa: DTZ001
    local = wall.replace(tzinfo=ZoneInfo(anchor)).astimezone(ZoneInfo(tz))
    return local.weekday() * MINUTES_IN_DAY + local.hour * 60 + local.minute


# --- what a mend changes ------------------------------------------------------------------------------------


def mended(cohort: Cohort, mends: Iterable[Mend]) -> Cohort:
    """The cohort after the mends; those that ask for other people or sizes change nothing here."""
    for mend in mends:
        if mend.kind in CHANGES:
            cohort = CHANGES[mend.kind](cohort, mend)
    return cohort


def _new_facilitator(cohort: Cohort, mend: Mend) -> Cohort:
    made = Facilitator(
        id=f"~new{len(cohort.facilitators)}",
        institution="",
        country="",
        tz=cohort.rules.slot_anchor,
        languages={mend.language: "N"},
        availability=local_hours(cohort.rules, cohort.rules.slot_anchor, mend.slot),
        max_groups=mend.amount,
        access_skills=tuple(filter(None, mend.detail.split(", "))),
    )
    return replace(cohort, facilitators=(*cohort.facilitators, made))


def _facilitator_hours(cohort: Cohort, mend: Mend) -> Cohort:
    def change(f: Facilitator) -> Facilitator:
        return replace(f, availability=f.availability + local_hours(cohort.rules, f.tz, mend.slot))

    return replace(cohort, facilitators=_changed(cohort.facilitators, mend.who, change))


def _facilitator_groups(cohort: Cohort, mend: Mend) -> Cohort:
    def change(f: Facilitator) -> Facilitator:
        return replace(f, max_groups=f.max_groups + mend.amount)

    return replace(cohort, facilitators=_changed(cohort.facilitators, mend.who, change))


def _facilitator_skill(cohort: Cohort, mend: Mend) -> Cohort:
    def change(f: Facilitator) -> Facilitator:
        return replace(f, access_skills=(*f.access_skills, *mend.detail.split(", ")))

    return replace(cohort, facilitators=_changed(cohort.facilitators, mend.who, change))


def _student_hours(cohort: Cohort, mend: Mend) -> Cohort:
    def change(s: Student) -> Student:
        return replace(s, availability=s.availability + local_hours(cohort.rules, s.tz, mend.slot))

    return replace(cohort, students=_changed(cohort.students, mend.who, change))


def _student_level(cohort: Cohort, mend: Mend) -> Cohort:
    def change(s: Student) -> Student:
        return replace(s, work_languages={**s.work_languages, mend.language: mend.detail})

    return replace(cohort, students=_changed(cohort.students, mend.who, change))


def _unlink_together(cohort: Cohort, mend: Mend) -> Cohort:
    rules = cohort.rules
    return replace(cohort, rules=replace(rules, keep_together=_without(rules.keep_together, mend.who)))


def _unlink_apart(cohort: Cohort, mend: Mend) -> Cohort:
    rules = cohort.rules
    return replace(cohort, rules=replace(rules, keep_apart=_without(rules.keep_apart, mend.who)))


def _without(pairs: Sequence[tuple[str, str]], who: Sequence[str]) -> tuple[tuple[str, str], ...]:
    gone = {frozenset(pair) for pair in zip(who[::2], who[1::2], strict=True)}
    return tuple(pair for pair in pairs if frozenset(pair) not in gone)


def _changed[Person: (Student, Facilitator)](
    people: Sequence[Person], who: Sequence[str], change: Callable[[Person], Person]
) -> tuple[Person, ...]:
    return tuple(change(person) if person.id in who else person for person in people)


CHANGES: dict[str, Callable[[Cohort, Mend], Cohort]] = {
    "facilitator": _new_facilitator,
    "facilitator_hours": _facilitator_hours,
    "facilitator_groups": _facilitator_groups,
    "facilitator_skill": _facilitator_skill,
    "student_hours": _student_hours,
    "student_level": _student_level,
    "unlink_together": _unlink_together,
    "unlink_apart": _unlink_apart,
}


# --- in words -----------------------------------------------------------------------------------------------


def in_words(mends: Sequence[Mend], anchor: str, more: int = 0) -> str:
    """The mends as English sentences, ways instead last; ``more`` are needed too and not named."""
    said = []
    for number, mend in enumerate(mends):
        sentence = _sentence(mend, anchor)
        if mend.instead:
            said.append(f"Or instead: {sentence}")
        else:
            said.append(f"Also: {sentence}" if number else sentence[0].upper() + sentence[1:])
    if more > 0:
        said.insert(sum(not m.instead for m in mends), f"And {more} more such {'step' if more == 1 else 'steps'}.")
    return " ".join(said)


def _sentence(mend: Mend, anchor: str) -> str:
    words = SENTENCES[mend.kind](mend, anchor)
    if mend.kind in CHANGES and mend.students:
        words += f" {'places' if mend.proven else 'could place'} {_count(mend.students, 'student')}"
    return f"{words}."


def _pairs(mend: Mend) -> str:
    return " and for ".join(f"{a} and {b}" for a, b in zip(mend.who[::2], mend.who[1::2], strict=True))


def _facilitator(mend: Mend, anchor: str) -> str:
    skill = f" with the skill for {mend.detail}" if mend.detail else ""
    groups = f" for {mend.amount} groups" if mend.amount > 1 else ""
    return f"one more facilitator in {mend.language}{skill} on {mend.slot} ({anchor}){groups}"


def _students(mend: Mend, anchor: str) -> str:
    if not mend.slot:
        return f"{_count(mend.amount, 'more student')} would do"
    who = f"{_count(mend.amount, 'more student')} of another {mend.detail}"
    return f"{who} with {mend.language} on {mend.slot} ({anchor}) would do"


def _hours(mend: Mend, anchor: str) -> str:
    return f"{hours_text(mend.amount)} more on {mend.slot} ({anchor}) for {names(mend.who)}"


def hours_text(minutes: int) -> str:
    """90 -> "1.5 hours"."""
    return f"{minutes / 60:g} {'hour' if minutes == 60 else 'hours'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


SENTENCES: dict[str, Callable[[Mend, str], str]] = {
    "facilitator": _facilitator,
    "facilitator_hours": _hours,
    "student_hours": _hours,
    "facilitator_groups": lambda m, _: f"{_count(m.amount, 'more group')} led by {names(m.who)}",
    "facilitator_skill": lambda m, _: f"the skill for {m.detail} learned by {names(m.who)}",
    "student_level": lambda m, _: f"level {m.detail} in {m.language} for {names(m.who)}",
    "unlink_together": lambda m, _: f"no wish to stay together for {_pairs(m)}",
    "unlink_apart": lambda m, _: f"no wish to be kept apart for {_pairs(m)}",
    "add_students": _students,
    "leave_out": lambda m, _: f"{_count(m.amount, 'student')} fewer would do",
    "size_min": lambda m, _: f"size_min {m.amount} would do",
    "size_max": lambda m, _: f"size_max {m.amount} would do",
    "add_kinds": lambda m, _: f"students of {m.amount} more {m.detail} would do",
}
