"""Languages and levels: "English (B2), moedertaal Nederlands" to "en:B2;nl:N".

Levels are CEFR A1..C2 or N (native). Between two levels the lower holds: a student placed too high cannot follow.
"""

import re
from collections.abc import Collection, Mapping

from exchanges.roster.folding import clean_cell, folded, words
from exchanges.roster.language_names import language_code
from exchanges.roster.values import Reading

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "N")
_WORDS = {
    "A1": "beginner|absolute beginner|basis|principiante|debutant|starter|breakthrough",
    "A2": "elementary|pre intermediate|basic|elementair|elementare|elementaire|pre intermedio|waystage|basico|"
    "licht gevorderd",
    "B1": "intermediate|lower intermediate|gemiddeld|intermedio|intermediaire|threshold|middenniveau",
    "B2": "upper intermediate|high intermediate|intermedio superiore|intermediaire superieur|intermedio alto|"
    "hoger gemiddeld|bovengemiddeld|vantage|intermediaire avance|fce|first certificate",
    "C1": "advanced|gevorderd|avanzato|avance|fluent|vloeiend|fluente|courant|effective operational proficiency|cae",
    "C2": "proficient|proficiency|mastery|near native|bijna moedertaal|padronanza|maitrise|cpe|vergevorderd",
    "N": "native|native speaker|mother tongue|first language|moedertaal|moedertaalspreker|madrelingua|lingua madre|"
    "langue maternelle|bilingual|tweetalig|bilingue|n|l1|nativo|natif",
}
_LEVEL_OF = {folded(word): level for level, known in _WORDS.items() for word in known.split("|")}
_CEFR = re.compile(r"\b([abc])\s*([12])(?:\.\d)?(?![\d.])", re.IGNORECASE)
# Scores to CEFR as the makers of the tests publish them (IELTS band, TOEFL iBT 0-120): least score of each level.
_SCORES = {
    "ielts": ((8.5, "C2"), (7.0, "C1"), (5.5, "B2"), (4.0, "B1")),
    "toefl": ((114.0, "C2"), (95.0, "C1"), (72.0, "B2"), (42.0, "B1")),
}
_FILLERS = words("level niveau livello speaker user very cefr cecrl qcer erk cambridge certificate about circa ca")
_SEPARATORS = re.compile(r"[;\n|]+|,(?!\d)|\s+(?:and|en|et|e|und|و)\s+|\s&\s|\+(?=\s*[^\W\d]{2})")


def read_level(text: str) -> Reading:
    """One level. Refuses level_unknown."""
    shown = clean_cell(text)
    found = _cefr_levels(shown)
    if found:
        lowest = min(found, key=LEVELS.index)
        if shown == lowest:
            return Reading.kept(lowest)
        return Reading.repaired(lowest, "level_lower_of_two" if len(set(found)) > 1 else "level_spelling")
    if level := _score_level(folded(shown.replace(".", "p").replace(",", "p"))) or _LEVEL_OF.get(_bare(shown), ""):
        return Reading.kept("N") if shown == "N" else Reading.repaired(level, "level_from_words")
    return Reading.refused("level_unknown")


def _cefr_levels(text: str) -> list[str]:
    return [f"{letter}{digit}".upper() for letter, digit in _CEFR.findall(text)]


def _score_level(key: str) -> str:
    match = re.search(r"\b(ielts|toefl)\D*(\d+(?:p\d)?)", key)
    if not match:
        return ""
    score = float(match.group(2).replace("p", "."))
    return next((level for least, level in _SCORES[match.group(1)] if score >= least), "")


def _bare(text: str) -> str:
    return " ".join(word for word in folded(text).split() if word not in _FILLERS)


def _says_only_a_level(text: str) -> bool:
    """True for "B2", "C1 (advanced)", "IELTS 6.5"; False for "Klingon B2"."""
    rest = _bare(_CEFR.sub(" ", text))
    return rest in _LEVEL_OF or all(word.isdigit() or word in _SCORES for word in rest.split())


def read_work_languages(text: str, working: tuple[str, ...]) -> Reading:
    """ "en:C1;fr:B1" from a cell that names languages and levels; `working` are the exchange's languages.

    A bare level ("B2") is that of the exchange's language when it has only one. Refuses language_unknown,
    level_unknown, level_missing, language_not_named.
    """
    shown = clean_cell(text)
    levels: dict[str, str] = {}
    notes: dict[str, Mapping[str, str | int]] = {}
    for part in _parts(shown):
        code, reading = _language_and_level(part, working)
        if reading.why:
            return Reading.refused(reading.why, **{"part": part, **reading.said})
        if reading.note:
            notes[reading.note] = reading.said
        if code in levels and levels[code] != reading.value:
            notes["level_lower_of_two"] = {}
        levels[code] = min(levels.get(code, "N"), reading.value, key=LEVELS.index)
    value = ";".join(f"{code}:{level}" for code, level in levels.items())
    if notes:
        note = _most_telling(notes)
        return Reading.repaired(value, note, **notes[note])
    return Reading.kept(value)


def paired(languages: str, levels: str) -> str:
    """One cell of two columns: "English, French" beside "C1, B1" is "English C1;French B1"."""
    names, steps = _split(languages), _split(levels)
    bare = all(not _level_of_part(name) for name in names)
    if bare and len(names) == len(steps):
        return ";".join(f"{name} {step}" for name, step in zip(names, steps, strict=True))
    return ";".join(part for part in (languages, levels) if part)


def _split(shown: str) -> list[str]:
    return [part.strip(" .") for part in _SEPARATORS.split(shown) if part and part.strip(" .")]


def _parts(shown: str) -> list[str]:
    """Pieces that each name one language; "B2, English" and "English, B2" are one piece."""
    joined: list[str] = []
    for part in _split(shown):
        lone = joined and not _names_language(part) and _level_of_part(part) and not _level_of_part(joined[-1])
        if lone and _names_language(joined[-1]):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _names_language(part: str) -> bool:
    return bool(_split_language(part)[0])


def _level_of_part(part: str) -> bool:
    return not read_level(_split_language(part)[1]).why


def _split_language(part: str) -> tuple[str, str]:
    """(code, what is left) of "English (B2)", "en:C1", "C1 in English", "lingua inglese B2"."""
    if code := language_code(part):
        return code, ""
    for word in filter(None, re.split(r"[\s:()\[\]=/–-]+", part)):
        short_and_odd = len(word) == 2 and not word.isascii()
        if (code := language_code(word)) and not short_and_odd:
            start = part.find(word)
            return code, (part[:start] + " " + part[start + len(word) :]).strip(" :()[]=-–/,")
    return "", part


def _language_and_level(part: str, working: tuple[str, ...]) -> tuple[str, Reading]:
    code, rest = _split_language(part)
    rest = re.sub(r"^(?:in|level|niveau|livello)\s+|\s+(?:in|level|niveau|livello)$", "", rest, flags=re.IGNORECASE)
    if code and not rest:
        return code, Reading.refused("level_missing")
    reading = read_level(rest)
    if code:
        return code, reading
    if reading.why or not _says_only_a_level(rest):
        return "", Reading.refused("language_unknown")
    if len(working) == 1:
        return working[0], Reading.repaired(reading.value, "language_assumed", language=working[0])
    return "", Reading.refused("language_not_named")


def _most_telling(notes: Collection[str]) -> str:
    order = ("language_assumed", "level_lower_of_two", "level_from_words", "level_spelling")
    return next(note for note in order if note in notes)


def read_first_languages(text: str) -> Reading:
    """ "nl;fy" from names or codes. Refuses language_unknown with the `part` nobody knows."""
    shown = clean_cell(text)
    codes: list[str] = []
    for part in re.split(_SEPARATORS.pattern + r"|[/+]", shown):
        name = re.sub(r"\(.*?\)|:\s*n\b", "", part, flags=re.IGNORECASE).strip(" .")
        if not name:
            continue
        code = language_code(name)
        if not code:
            return Reading.refused("language_unknown", part=name)
        codes += [code] if code not in codes else []
    return Reading.kept(";".join(codes))
