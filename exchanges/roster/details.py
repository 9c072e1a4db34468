"""The smaller fields of a row: number, gender, discipline, experience, topics, access needs, risk.

None of these refuses a person: what cannot be read is left out and said so. The student number is the exception,
because a wrong one ends up on a certificate.
"""

import re

from exchanges.roster.folding import clean_cell, folded, slugged
from exchanges.roster.values import Reading

NUMBER_LENGTH_MAX = 60
EXPERIENCE_MAX = 50
SLUG_LENGTH_MAX = 60
TOPICS_MAX = 12

_GENDERS = {
    "f": "f female woman girl v vrouw vrouwelijk meisje femmina femminile donna femme feminin feminine w انثى",
    "m": "m male man boy mannelijk jongen maschio maschile uomo homme masculin masculine h ذكر",
    "x": "x nonbinary enby other diverse divers anders genderqueer neutral neutraal altro autre nb agender genderfluid",
}
_GENDER_OF = {folded(word): code for code, words in _GENDERS.items() for word in words.split()} | {
    "non binary": "x", "non binair": "x", "non binario": "x", "non binaire": "x"}  # fmt: skip
_UNSAID_PHRASES = """prefer not to say|rather not say|unknown|na|n a|none|no|niet bekend|onbekend|zeg ik liever niet|
    wil ik niet zeggen|preferisco non dirlo|preferisco non rispondere|non specificato|je prefere ne pas le dire|
    non precise|geen|nee|nessuna|nessuno|aucun|aucune|non|niente|nvt|n v t|لا يوجد"""
_UNSAID = {folded(phrase) for phrase in _UNSAID_PHRASES.split("|")}
# The groups of study that the matcher balances; what fits none keeps its own name.
_DISCIPLINES = {
    "engineering": "engineering ingenieurswetenschappen techniek werktuigbouwkunde bouwkunde ingegneria ingenierie"
    " genie mechanical civil electrical architecture",
    "humanities": "humanities letteren geesteswetenschappen history geschiedenis literature philosophy filosofie"
    " lettere filosofia storia lettres histoire philosophie linguistics taalwetenschap languages arts archaeology",
    "business": "business economics economie bedrijfskunde management economia commerce finance gestion accounting",
    "education": "education pedagogiek onderwijskunde pedagogy pedagogia formazione pedagogie teaching",
    "computing": "computing informatica computer informatics informatique ai software ict data",
    "social": "social sociology sociologie sociologia psychology psychologie psicologia anthropology antropologie"
    " antropologia anthropologie communication journalism media",
    "law_politics": "law rechten rechtsgeleerdheid giurisprudenza diritto droit politics political politicologie"
    " politiche politiques international",
    "health": "health medicine geneeskunde medicina medecine nursing verpleegkunde infermieristica pharmacy farmacie"
    " farmacia biomedical",
}
_DISCIPLINE_OF = {folded(word): slug for slug, words in _DISCIPLINES.items() for word in words.split()}
# Health data: only these words are kept, anything else belongs in the student's own profile.
_ACCESS_NEEDS = {
    "captions": "captions captioning subtitles ondertiteling sottotitoli sous titres sous titrage cc",
    "screen_reader": "screen reader screenreader schermlezer lettore di schermo lecteur d ecran jaws nvda voiceover",
    "low_bandwidth": "low bandwidth slow internet langzaam internet trage verbinding connessione lenta connexion lente",
    "sign_language": "sign language gebarentaal lingua dei segni langue des signes interpreter",
    "keyboard_only": "keyboard only keyboard toetsenbord tastiera clavier",
    "breaks": "breaks extra breaks pauzes pause pauses",
}


def read_student_number(text: str) -> Reading:
    """Kept as text, leading zeros too. Refuses number_rounded ("1.23E+11"), number_invalid."""
    shown = clean_cell(text)
    if re.fullmatch(r"\d+[.,]?\d*e\+?\d+", shown, re.IGNORECASE):
        return Reading.refused("number_rounded")
    bare = shown.lstrip("'").strip()
    if re.fullmatch(r"\d+\.0+", bare):
        bare = bare.partition(".")[0]
    bare = re.sub(r"\s+", " ", bare)
    if len(bare) > NUMBER_LENGTH_MAX or (bare and not re.fullmatch(r"[\w ./-]*\d[\w ./-]*", bare)):
        return Reading.refused("number_invalid")
    return Reading.kept(bare) if bare == shown else Reading.repaired(bare, "number_written_out")


def read_gender(text: str) -> Reading:
    """ "f", "m", "x" or "" (not said); a word nobody knows here is left out with a note."""
    words = folded(text)
    if not words or words in _UNSAID:
        return Reading.kept("")
    code = _GENDER_OF.get(words, "")
    return Reading.kept(code) if code else Reading.repaired("", "gender_left_out")


def read_discipline(text: str) -> Reading:
    """One of the groups of study, or the field's own name as a word such as "dance_studies"."""
    shown = clean_cell(text)
    if not shown or folded(shown) in _UNSAID:
        return Reading.kept("")
    known = {_DISCIPLINE_OF[word] for word in folded(shown).split() if word in _DISCIPLINE_OF}
    slug = slugged(shown)[:SLUG_LENGTH_MAX]
    if slug in _DISCIPLINES:
        return Reading.kept(slug)
    return Reading.kept(known.pop() if len(known) == 1 else slug)


def read_experience(text: str) -> Reading:
    """How many exchanges before this one: "0" .. "50"; "yes" counts as one."""
    words = folded(text)
    if not words:
        return Reading.kept("")
    if match := re.fullmatch(r"(\d{1,4})(?: 0)?(?: ?x| times?| keer| volte| fois| exchanges?)?", words):
        number = int(match.group(1))
        return Reading.kept(str(number)) if number <= EXPERIENCE_MAX else Reading.repaired("", "experience_left_out")
    if words in _UNSAID or words in ("never", "nooit", "mai", "jamais"):
        return Reading.repaired("0", "experience_from_words")
    if words in ("yes", "ja", "si", "oui", "once", "een keer", "una volta", "une fois", "نعم"):
        return Reading.repaired("1", "experience_from_words")
    return Reading.repaired("", "experience_left_out")


def read_topics(text: str) -> Reading:
    """ "climate;ai_ethics": words for machines, at most 12."""
    slugs = _slugs(text)
    if len(slugs) > TOPICS_MAX:
        return Reading.repaired(";".join(slugs[:TOPICS_MAX]), "topics_first_twelve", limit=TOPICS_MAX)
    return Reading.kept(";".join(slugs))


def _slugs(text: str) -> list[str]:
    slugs = (slugged(part)[:SLUG_LENGTH_MAX] for part in re.split(r"[;,|/\n]", text))
    return [slug for slug in dict.fromkeys(slugs) if slug]


def read_access_needs(text: str) -> Reading:
    """Known needs such as "captions;screen_reader"; other words are health data and are left out with a note."""
    needs: list[str] = []
    left_out = False
    for slug in _slugs(text):
        words = slug.replace("_", " ")
        need = next((need for need, known in _ACCESS_NEEDS.items() if slug == need or _says(words, known)), "")
        needs += [need] if need and need not in needs else []
        left_out = left_out or not (need or words in _UNSAID)
    value = ";".join(needs)
    return Reading.repaired(value, "access_need_left_out") if left_out else Reading.kept(value)


def _says(words: str, known: str) -> bool:
    return f" {words} " in f" {known} "


def read_dropout_risk(text: str) -> Reading:
    """A share between 0 and 1; "12 %" is 0.12. Anything else is left out."""
    shown = clean_cell(text).replace(",", ".")
    if not shown:
        return Reading.kept("")
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)\s*(%?)", shown)
    share = float(match.group(1)) / (100 if match.group(2) else 1) if match else 2.0
    if share > 1:
        return Reading.repaired("", "risk_left_out")
    return (
        Reading.repaired(f"{share:g}", "risk_from_percent") if match and match.group(2) else Reading.kept(f"{share:g}")
    )
