"""What headers mean: the words people write above a column, in English, Dutch, Italian and French (some Arabic)."""

import re
from functools import lru_cache

from exchanges.roster.folding import folded, words
from exchanges.roster.language_names import language_code
from exchanges.roster.weekdays import day_of


def _key(text: str) -> str:
    return folded(text).replace("e mail", "email")


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
    "institution": """institution|university|uni|univ|
        home university|home institution|school|college|universiteit|instelling|
        onderwijsinstelling|hogeschool|thuisuniversiteit|universita|ateneo|istituzione|universite|etablissement|
        الجامعة""",
    "country": """country|country code|home country|country of residence|land|landcode|paese|nazione|pays|
        code pays|البلد|الدولة""",
    "tz": """tz|timezone|time zone|tijdzone|fuso orario|fuso|fuseau horaire|fuseau|utc offset|gmt offset|
        المنطقة الزمنية""",
    "first_languages": """first languages|first language|native language|native languages|mother tongue|l1|
        home language|moedertaal|moedertalen|eerste taal|thuistaal|madrelingua|lingua madre|prima lingua|
        langue maternelle|
        langues maternelles|premiere langue|اللغة الام""",
    "work_languages": """work languages|working languages|working language|languages|language|language skills|
        languages and levels|spoken languages|other languages|talen|taal|andere talen|werktaal|werktalen|
        taalvaardigheid|lingue|lingua|lingue di lavoro|altre lingue|lingue parlate|langues|langue|
        langues de travail|autres langues|اللغات""",
    "level": """level|language level|language levels|cefr|cefr level|proficiency|niveau|taalniveau|erk|erk niveau|
        livello|livello linguistico|livello qcer|qcer|niveau de langue|niveau cecrl|cecrl|مستوى اللغة""",
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
_FIELDS = {_key(word): field for field, headers in _SYNONYMS.items() for word in headers.split("|")}
_LEVEL_WORDS = words("""level niveau livello cefr erk qcer cecr cecrl language lingua langue taal taalniveau
    proficiency knowledge of
    di de d en du your skills skill certificate certificato certificat the in van del della dell l conoscenza
    taalvaardigheid beheersing competence""")

# A header with one of these speaks of somebody or something else than the student.
_OTHERS = words("""emergency guardian parent supervisor coordinator tutor teacher educator advisor facilitator phone
    telephone mobile telefoon telefono nood noodcontact ouder docent begeleider genitore referente docente urgence
    enseignant referent second alternative private comment comments remarks opmerkingen note notes osservazioni
    remarques payment bank passport id card registration submitted timestamp signature agree consent photo
    street city via""")
# A country of these is not where the student's clock is.
_ELSEWHERE = words("birth origin citizenship geboorte herkomst nascita naissance")
# Shorter phrases stand inside other words of a sentence too often to mean the field.
_PHRASE_LETTERS_MIN = 4


@lru_cache(maxsize=5_000)
def field_of(header: str) -> str:
    """The field a header stands for, "level:en" for the level of one language, "day:Mon" for one weekday, or ""."""
    key = ""
    for text in (header, re.sub(r"\(.*?\)|\[.*?\]|\*", " ", header)):
        key = _key(text)
        if key in _FIELDS:
            return _FIELDS[key]
    if day := day_of(key):
        return f"day:{day}"
    rest = [word for word in key.split() if word not in _LEVEL_WORDS]
    if len(rest) == len(key.split()) and len(key) < 3:
        return ""  # "No" is a row number, not Norwegian
    code = language_code(" ".join(rest)) if rest else ""
    return f"level:{code}" if code else ""


@lru_cache(maxsize=5_000)
def field_inside(header: str) -> str:
    """For headers that are questions ("What is your university e-mail?"): the longest known phrase inside, or ""."""
    key = f" {_key(header)} "
    if any(f" {word} " in key for word in _OTHERS):
        return ""
    inside = [phrase for phrase in _FIELDS if len(phrase) >= _PHRASE_LETTERS_MIN and f" {phrase} " in key]
    field = _FIELDS[max(inside, key=len)] if inside else ""
    return "" if field == "country" and _ELSEWHERE & set(key.split()) else field
