"""Which partner a cell means: by slug, name, SCHAC code or mail domain; accents and filler words are ignored."""

from exchanges.roster.folding import clean_cell, edits_at_most_one, folded, words
from exchanges.roster.values import KnownInstitution, Reading

# Words that say "this is a university" in the languages we read; they tell no two universities apart.
_FILLERS = words("""university universiteit universita universite universidad universitat univ uni u college
    school hogeschool
    institute institution rijksuniversiteit studi degli degl of the di de d del della des du la le van voor
    te""")
# Two initials fit too many names; "of", "di", "van" have none.
_LETTERS_MIN, _SMALL_WORD_LETTERS = 3, 3


def read_institution(text: str, email: str, known: tuple[KnownInstitution, ...], default: str = "") -> Reading:
    """The slug of the partner. An empty cell takes `default` or the partner whose mail domain `email` ends with.

    Refuses institution_missing, institution_unknown (with `known`), institution_ambiguous.
    """
    shown = clean_cell(text)
    if not shown:
        return _from_elsewhere(email, known, default)
    if exact := [place for place in known if _is_exact(shown, place)]:
        return Reading.kept(exact[0].slug)
    close = [place for place in known if _is_close(shown, place)]
    if len(close) == 1:
        return Reading.repaired(close[0].slug, "institution_spelling", name=close[0].names[0])
    if close:
        return Reading.refused("institution_ambiguous", known=", ".join(place.names[0] for place in close))
    return Reading.refused("institution_unknown", known=", ".join(place.names[0] for place in known))


def _from_elsewhere(email: str, known: tuple[KnownInstitution, ...], default: str) -> Reading:
    if default:
        return Reading.kept(default)
    domain = email.partition("@")[2]
    at_home = [place for place in known if any(_same_or_below(domain, own) for own in place.domains)]
    if len(at_home) == 1:
        return Reading.repaired(at_home[0].slug, "institution_from_email", name=at_home[0].names[0])
    return Reading.refused("institution_missing")


def _same_or_below(domain: str, own: str) -> bool:
    return bool(own) and (domain == own or domain.endswith("." + own))


def _is_exact(shown: str, place: KnownInstitution) -> bool:
    lowered = shown.casefold()
    return lowered in {place.slug.casefold(), place.schac.casefold(), *(name.casefold() for name in place.names)} - {""}


def _is_close(shown: str, place: KnownInstitution) -> bool:
    """Equal without accents, filler words and the long form of a SCHAC code or domain."""
    key = folded(shown)
    keys = {folded(key) for key in (place.slug, place.schac, *place.names, *place.domains)} - {""}
    cores = {_core(key) for key in keys} - {frozenset()}
    schac = folded(place.schac.rsplit(":", 1)[-1])
    if key in keys or _core(key) in cores or (bool(schac) and key == schac):
        return True
    return len(key) >= _LETTERS_MIN and any(_is_slip_or_initials(key, name) for name in map(folded, place.names))


def _is_slip_or_initials(key: str, name: str) -> bool:
    """ "Nile Delta Univercity" or "NDU" for Nile Delta University."""
    initials = "".join(word[0] for word in name.split() if len(word) > _SMALL_WORD_LETTERS)
    return edits_at_most_one(key, name) or key == initials


def _core(key: str) -> frozenset[str]:
    return frozenset(key.split()) - _FILLERS
