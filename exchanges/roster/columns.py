"""Which column is which: headers in English, Dutch, Italian and French, case, accents and punctuation ignored."""

import re
from functools import lru_cache
from itertools import islice

from exchanges.roster.folding import folded, words
from exchanges.roster.language_names import language_code
from exchanges.roster.values import Columns, FileRefused, Row
from exchanges.roster.weekdays import day_of

HEADER_ROWS_SEARCHED = 15

# field -> headers as people write them; compared folded. The first are the contract's own names.
_SYNONYMS: dict[str, str] = {
    "name": """name|full name|student|student name|participant|participant name|name student|first and last name|
        naam|volledige naam|naam student|voor en achternaam|deelnemer|nome completo|nome e cognome|studente|
        nominativo|partecipante|nom complet|nom et prenom|prenom et nom|etudiant|etudiante|nom de l etudiant|
        الاسم|الاسم الكامل|اسم الطالب""",
    "given_name": """given name|given names|first name|firstname|forename|preferred name|voornaam|voornamen|roepnaam|
        nome|prenom|prenoms""",
    "infix": "tussenvoegsel|tussenvoegsels|voorvoegsel|voorvoegsels|infix|name prefix",
    "family_name": """family name|last name|lastname|surname|achternaam|familienaam|cognome|nom de famille|nom""",
    "name_family_first": """cognome e nome|cognome nome|surname and name|surname name|
        last name first name|achternaam voornaam""",
    "say_name": """say name|how to say it|how to say your name|pronunciation|name pronunciation|uitspraak|pronuncia|
        prononciation""",
    "email": """email|e mail|mail|email address|e mail address|mail address|university email|student email|
        institutional email|emailadres|e mailadres|mailadres|indirizzo email|indirizzo e mail|posta elettronica|
        courriel|adresse email|adresse e mail|adresse mail|adresse electronique|mel|البريد الالكتروني|البريد|الايميل""",
    "student_number": """student number|student id|student no|student nr|studentid|studentnumber|student_id|
        matriculation number|matriculation|registration number|id number|studentnummer|studnr|student nummer|
        matricola|numero di matricola|numero matricola|n matricola|numero etudiant|numero d etudiant|no etudiant|
        matricule|ine|رقم الطالب|الرقم الجامعي""",
    "institution": """institution|university|home university|home institution|school|college|universiteit|instelling|
        onderwijsinstelling|hogeschool|thuisuniversiteit|universita|ateneo|istituzione|universite|etablissement|
        الجامعة""",
    "country": """country|country code|home country|country of residence|land|landcode|paese|nazione|pays|
        code pays|البلد|الدولة""",
    "tz": """tz|timezone|time zone|tijdzone|fuso orario|fuso|fuseau horaire|fuseau|المنطقة الزمنية""",
    "first_languages": """first languages|first language|native language|native languages|mother tongue|l1|
        home language|moedertaal|moedertalen|eerste taal|thuistaal|madrelingua|lingua madre|prima lingua|
        langue maternelle|
        langues maternelles|premiere langue|اللغة الام""",
    "work_languages": """work languages|working languages|working language|languages|language|language skills|
        languages and levels|spoken languages|other languages|language level|language levels|cefr|cefr level|level|
        talen|taal|werktaal|werktalen|taalniveau|taalvaardigheid|niveau|erk|erk niveau|lingue|lingua|
        lingue di lavoro|lingue parlate|livello|livello linguistico|livello qcer|qcer|langues|langue|
        langues de travail|niveau de langue|niveau cecrl|cecrl|اللغات|مستوى اللغة""",
    "discipline": """discipline|field of study|study field|field|subject|major|programme|program|degree programme|
        course|study programme|faculty|opleiding|studie|studierichting|vakgebied|faculteit|disciplina|corso|
        corso di laurea|corso di studi|facolta|filiere|domaine|domaine d etudes|formation|faculte|التخصص|الكلية""",
    "gender": "gender|sex|m f|m f x|f m x|geslacht|gender identity|genere|sesso|genre|sexe|الجنس|النوع",
    "date_of_birth": """date of birth|birth date|birthdate|birthday|dob|born|born on|geboortedatum|geb datum|geboren|
        gebdatum|data di nascita|nato il|nata il|nato a il|date de naissance|ne e le|ne le|nee le|
        naissance|تاريخ الميلاد""",
    "availability": """availability|available|available times|availabilities|free times|times|time slots|slots|when|
        beschikbaarheid|beschikbaar|beschikbare tijden|disponibilita|disponibile|orari|quando|disponibilite|
        disponibilites|disponible|horaires|creneaux|اوقات الفراغ|المواعيد المتاحة""",
    "experience": """experience|earlier exchanges|previous exchanges|number of exchanges|ve experience|ervaring|
        eerdere uitwisselingen|esperienza|esperienze|scambi precedenti|experience prealable|echanges precedents""",
    "topics": """topics|topic|interests|themes|onderwerpen|onderwerp|interesses|thema s|temi|argomenti|interessi|
        themes d interet|sujets|interets|centres d interet|الموضوعات|الاهتمامات""",
    "access_needs": """access needs|accessibility|accessibility needs|needs|accommodations|special needs|
        toegankelijkheid|ondersteuning|voorzieningen|accessibilita|esigenze|bisogni|esigenze di accessibilita|
        accessibilite|besoins|besoins d accessibilite|amenagements""",
    "dropout_risk": "dropout risk|drop out risk|uitvalrisico|rischio di abbandono|risque d abandon",
}
_FIELDS = {folded(word): field for field, headers in _SYNONYMS.items() for word in headers.split("|")}
_LEVEL_WORDS = words("""level niveau livello cefr erk qcer cecr cecrl language lingua langue taal taalniveau
    proficiency knowledge of
    di de d en du your skills skill certificate certificato certificat the in van del della dell l conoscenza
    taalvaardigheid beheersing competence""")
# A roster needs to say who somebody is and how to reach them; the rest can be asked in the profile.
NAME_FIELDS = ("name", "name_family_first", "given_name", "family_name")
PROFILE_FIELDS = ("first_languages", "work_languages", "availability")


@lru_cache(maxsize=5_000)
def field_of(header: str) -> str:
    """The field a header stands for, "level:en" for the level of one language, "day:Mon" for one weekday, or ""."""
    for text in (header, re.sub(r"\(.*?\)|\[.*?\]|\*", " ", header)):
        key = folded(text)
        if key in _FIELDS:
            return _FIELDS[key]
    if day := day_of(key):
        return f"day:{day}"
    rest = [word for word in key.split() if word not in _LEVEL_WORDS]
    if len(rest) == len(key.split()) and len(key) < 3:
        return ""  # "No" is a row number, not Norwegian
    code = language_code(" ".join(rest)) if rest else ""
    return f"level:{code}" if code else ""


def recognised_count(cells: "tuple[str, ...] | list[str]") -> int:
    """How many different fields the cells name, were they a header."""
    return len({field for field in map(field_of, cells) if field})


def find_columns(rows: tuple[Row, ...], *, institution_given: bool) -> Columns:
    """The header among the first filled rows: the one that names most fields, the upper one on a tie.

    Raises FileRefused: file_no_header (fewer than two known columns), file_missing_columns (no name or e-mail, or
    no institution when `institution_given` is False).
    """
    filled = list(islice((row for row in rows if any(row.cells)), HEADER_ROWS_SEARCHED))
    header = max(filled, key=lambda row: recognised_count(row.cells))
    if recognised_count(header.cells) < 2:
        found = ", ".join(cell for cell in filled[0].cells[:6] if cell)[:120]
        raise FileRefused("file_no_header", row=filled[0].number, found=found)
    columns = _placed(header)
    _refuse_missing(columns, institution_given=institution_given)
    return columns


def _placed(header: Row) -> Columns:
    places: dict[str, int] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    for index, cell in enumerate(header.cells):
        field = field_of(cell)
        if not field:
            unknown += [cell] if cell else []
        elif field in places:
            repeated.append(cell)
        else:
            places[field] = index
    _settle_first_name(places)
    missing = tuple(field for field in ("institution", "country", "tz", *PROFILE_FIELDS) if not _has(places, field))
    return Columns(header.number, places, header.cells, tuple(unknown), tuple(repeated), missing)


def _settle_first_name(places: dict[str, int]) -> None:
    """ "Nome" or "Nom" alone is the whole name; beside "Cognome" or "Prénom" it is half of it."""
    for half in ("given_name", "family_name"):
        other = "family_name" if half == "given_name" else "given_name"
        if half in places and other not in places and not {"name", "name_family_first"} & places.keys():
            places["name"] = places.pop(half)


def _has(places: dict[str, int], field: str) -> bool:
    prefix = {"work_languages": "level:", "availability": "day:"}.get(field)
    return field in places or bool(prefix and any(place.startswith(prefix) for place in places))


def _refuse_missing(columns: Columns, *, institution_given: bool) -> None:
    wanted = [] if any(field in columns.places for field in NAME_FIELDS) else ["name"]
    wanted += [] if "email" in columns.places else ["email"]
    wanted += [] if "institution" in columns.places or institution_given else ["institution"]
    if wanted:
        found = ", ".join(cell for cell in columns.headers if cell)[:200]
        raise FileRefused("file_missing_columns", row=columns.header_row, columns=", ".join(wanted), found=found)
