"""The words on the certificate, by language.

They are kept whole in one place, not in the message catalogues: a certificate is a document with a version, in a
language that is complete or not offered. ``{...}`` are filled from ``recognition/papers.py``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    awarded_to: str
    took_part: str
    partners: str
    sessions: str
    of_sessions: str
    enough: str
    dates: str
    hours: str
    hours_value: str
    credits: str
    credits_value: str
    facilitators: str
    lead: str
    support: str
    issuer: str
    issuer_partners: str
    decided: str
    decided_value: str
    definition: str
    statement: str
    credit_statement: str
    verify: str
    code: str
    qr_alt: str
    number_decimal: str


EN = Words(
    title="Certificate of participation",
    awarded_to="This certificate is given to",
    took_part="who took part in the virtual exchange",
    partners="Partner institutions",
    sessions="Live sessions",
    of_sessions="of {total} sessions",
    enough="{required} were needed",
    dates="Dates",
    hours="Planned work",
    hours_value="{live} hours live, {own} hours of own work",
    credits="Planned workload of the exchange",
    credits_value="{credits} {label}",
    facilitators="Facilitated by",
    lead="lead facilitator",
    support="support facilitator",
    issuer="Issued by",
    issuer_partners="the partners of {agreement}",
    decided="Decided by",
    decided_value="{name}, coordinator, on {date}",
    definition=(
        "Sustained, facilitated dialogue in small groups: {sessions} live sessions in {weeks} weeks, "
        "people from {countries} countries, {size_min} to {size_max} in a group, with trained facilitators."
    ),
    statement="This is a certificate of participation. It says that the person took part, not how well.",
    credit_statement="Academic credit is a separate decision. It is taken by {institution}.",
    verify="Check this certificate",
    code="Code",
    qr_alt="QR code that opens the page where this certificate can be checked: {url}",
    number_decimal=".",
)

NL = Words(
    title="Certificaat van deelname",
    awarded_to="Dit certificaat is gegeven aan",
    took_part="voor deelname aan de virtuele uitwisseling",
    partners="Partnerinstellingen",
    sessions="Live sessies",
    of_sessions="van {total} sessies",
    enough="{required} waren nodig",
    dates="Periode",
    hours="Gepland werk",
    hours_value="{live} uur live, {own} uur eigen werk",
    credits="Geplande studielast van de uitwisseling",
    credits_value="{credits} {label}",
    facilitators="Begeleid door",
    lead="leidende gespreksleider",
    support="ondersteunende gespreksleider",
    issuer="Afgegeven door",
    issuer_partners="de partners van {agreement}",
    decided="Besluit van",
    decided_value="{name}, coördinator, op {date}",
    definition=(
        "Een langere reeks begeleide gesprekken in kleine groepen: {sessions} live sessies in {weeks} weken, mensen "
        "uit {countries} landen, {size_min} tot {size_max} in een groep, met opgeleide gespreksleiders."
    ),
    statement="Dit is een certificaat van deelname. Het zegt dat iemand heeft meegedaan, niet hoe goed.",
    credit_statement="Studiepunten zijn een apart besluit. Dat besluit neemt {institution}.",
    verify="Controleer dit certificaat",
    code="Code",
    qr_alt="QR-code naar de pagina waar dit certificaat te controleren is: {url}",
    number_decimal=",",
)

WORDS: dict[str, Words] = {"en": EN, "nl": NL}
