"""A person's name: one field, in the person's own script and spelling; only what is certain is repaired."""

import re

from exchanges.roster.folding import clean_cell, words
from exchanges.roster.values import Reading

NAME_LENGTH_MAX = 150
# After a comma these are titles, not first names.
_SUFFIXES = words("jr sr ii iii iv phd md msc ma bsc ba llm mba dr prof ir drs ing mr")
_BROKEN = re.compile("\ufffd|\\w\\?\\w|\\?\\?")


def read_name(text: str) -> Reading:
    """ "Vries,  Anna de" becomes "Anna de Vries"; capitals are left as written (McDonald, IJsbrand, de).

    Refuses name_missing, name_broken_characters, name_is_email, name_no_letters, name_too_long, name_commas.
    """
    name = clean_cell(text)
    if why := _name_refusal(name):
        return Reading.refused(why, limit=NAME_LENGTH_MAX)
    single = re.sub(r"\s+", " ", name)
    turned, note = _turned(single)
    if not turned:
        return Reading.refused("name_commas")
    if note:
        return Reading.repaired(turned, note)
    return Reading.repaired(single, "name_spaces") if single != name else Reading.kept(name)


def _name_refusal(name: str) -> str:
    if not name:
        return "name_missing"
    if _BROKEN.search(name):
        return "name_broken_characters"
    if "@" in name and "." in name:
        return "name_is_email"
    if sum(letter.isalpha() for letter in name) < 2 or name[0] in "=+@":
        return "name_no_letters"
    return "name_too_long" if len(name) > NAME_LENGTH_MAX else ""


def _turned(name: str) -> tuple[str, str]:
    """ "Last, First" as "First Last" with its note; a title after the comma stays; ("", "") when nobody can tell."""
    parts = [part.strip() for part in re.split("[,\u060c]", name)]
    if len(parts) == 1:
        return name, ""
    filled = [part for part in parts if part]
    if len(filled) == 1:
        return filled[0], "name_comma"
    if len(filled) > 2:
        return "", ""
    family, given = filled
    if given.replace(".", "").casefold() in _SUFFIXES:
        return name, ""
    return f"{given} {family}", "name_last_first"


def read_family_first(text: str) -> Reading:
    """A column headed "Cognome e nome": two words are turned round, more are kept as written."""
    reading = read_name(text)
    parts = reading.value.split(" ")
    if reading.why or reading.note == "name_last_first" or len(parts) != 2:
        return reading
    return Reading.repaired(f"{parts[1]} {parts[0]}", "name_last_first")


def joined_name(given: str, infix: str, family: str) -> str:
    """Given name, infix ("van der") and family name from their own columns."""
    return " ".join(part for part in (clean_cell(given), clean_cell(infix), clean_cell(family)) if part)
