"""Countries by ISO 3166 code or by name in English, Dutch, Italian, French and (near the partners) Arabic.

Codes, English names and the zones of a country come from the IANA tables that the package `tzdata` ships
(iso3166.tab, zone.tab); the other names are our own list.
"""

from functools import cache
from importlib import resources

from exchanges.roster.folding import clean_cell, folded
from exchanges.roster.values import Reading

_NAMES = {
    "AL": "alb|albania|albanie",
    "AM": "arm|armenia|armenie",
    "AR": "arg|argentina|argentinie|argentine",
    "AT": "aut|austria|oostenrijk|autriche",
    "AU": "aus|australia|australie",
    "AZ": "aze|azerbaijan|azerbeidzjan|azerbaigian|azerbaidjan",
    "BA": "bih|bosnia and herzegovina|bosnia|bosnie en herzegovina|bosnia ed erzegovina|bosnie herzegovine",
    "BE": "bel|belgium|belgie|belgio|belgique",
    "BG": "bgr|bulgaria|bulgarije|bulgarie",
    "BR": "bra|brazil|brazilie|brasile|bresil|brasil",
    "CA": "can|canada",
    "CH": "che|switzerland|zwitserland|svizzera|suisse",
    "CN": "chn|china|cina|chine",
    "CO": "col|colombia|colombie",
    "CY": "cyp|cyprus|cipro|chypre",
    "CZ": "cze|czech republic|czechia|tsjechie|repubblica ceca|cechia|republique tcheque|tchequie",
    "DE": "deu|germany|duitsland|germania|allemagne|deutschland",
    "DK": "dnk|denmark|denemarken|danimarca|danemark",
    "DZ": "dza|algeria|algerije|algerie|الجزائر",
    "EE": "est|estonia|estland|estonie",
    "EG": "egy|egypt|egypte|egitto|arab republic of egypt|misr|مصر",
    "ES": "esp|spain|spanje|spagna|espagne|espana",
    "ET": "eth|ethiopia|ethiopie|etiopia",
    "FI": "fin|finland|finlandia|finlande",
    "FR": "fra|france|frankrijk|francia",
    "GB": "gbr|uk|u k|united kingdom|great britain|britain|england|scotland|wales|verenigd koninkrijk|engeland|"
    "regno unito|gran bretagna|inghilterra|royaume uni|grande bretagne|angleterre",
    "GE": "geo|georgia|georgie",
    "GR": "grc|greece|griekenland|grecia|grece",
    "HR": "hrv|croatia|kroatie|croazia|croatie",
    "HU": "hun|hungary|hongarije|ungheria|hongrie",
    "ID": "idn|indonesia|indonesie",
    "IE": "irl|ireland|ierland|irlanda|irlande",
    "IL": "isr|israel|israele",
    "IN": "ind|india|inde",
    "IQ": "irq|iraq|irak|العراق",
    "IR": "irn|iran",
    "IT": "ita|italy|italie|italia",
    "JO": "jor|jordan|jordanie|giordania|الاردن",
    "JP": "jpn|japan|giappone|japon",
    "KE": "ken|kenya|kenia",
    "KR": "kor|south korea|korea south|zuid korea|corea del sud|coree du sud",
    "LB": "lbn|lebanon|libanon|libano|liban|لبنان",
    "LT": "ltu|lithuania|litouwen|lituania|lituanie",
    "LU": "lux|luxembourg|luxemburg|lussemburgo",
    "LV": "lva|latvia|letland|lettonia|lettonie",
    "LY": "lby|libya|libie|libia|libye|ليبيا",
    "MA": "mar|morocco|marokko|marocco|maroc|المغرب",
    "MD": "mda|moldova|moldavie|moldavia",
    "ME": "mne|montenegro",
    "MK": "mkd|north macedonia|macedonia|noord macedonie|macedonia del nord|macedoine du nord",
    "MT": "mlt|malta|malte",
    "MX": "mex|mexico|messico|mexique",
    "NG": "nga|nigeria",
    "NL": "nld|netherlands|the netherlands|holland|nederland|paesi bassi|olanda|pays bas|hollande|هولندا",
    "NO": "nor|norway|noorwegen|norvegia|norvege",
    "PK": "pak|pakistan",
    "PL": "pol|poland|polen|polonia|pologne|polska",
    "PS": "pse|palestine|palestina|palestinian territories|state of palestine|فلسطين",
    "PT": "prt|portugal|portogallo",
    "RO": "rou|romania|roemenie|roumanie",
    "RS": "srb|serbia|servie|serbie",
    "RU": "rus|russia|russian federation|rusland|russie",
    "SA": "sau|saudi arabia|saoedi arabie|arabia saudita|arabie saoudite",
    "SD": "sdn|sudan|soedan|soudan|السودان",
    "SE": "swe|sweden|zweden|svezia|suede|sverige",
    "SI": "svn|slovenia|slovenie",
    "SK": "svk|slovakia|slowakije|slovacchia|slovaquie",
    "SN": "sen|senegal",
    "SR": "sur|suriname",
    "SY": "syr|syria|syrie|siria|سوريا",
    "TN": "tun|tunisia|tunesie|tunisie|تونس",
    "TR": "tur|turkey|turkije|turchia|turquie|turkiye",
    "UA": "ukr|ukraine|oekraine|ucraina",
    "US": "usa|united states|united states of america|u s a|u s|america|verenigde staten|stati uniti|etats unis",
    "ZA": "zaf|south africa|zuid afrika|sudafrica|afrique du sud",
}


def _iana_lines(table: str) -> list[list[str]]:
    text = resources.files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _code_of() -> dict[str, str]:
    codes = {folded(name): code for code, name in _iana_lines("iso3166.tab")}
    codes |= {code.lower(): code for code, _name in _iana_lines("iso3166.tab")}
    return codes | {folded(word): code for code, words in _NAMES.items() for word in words.split("|")}


@cache
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """ISO code -> its IANA zones, the most populous first as zone.tab lists them."""
    zones: dict[str, tuple[str, ...]] = {}
    for code, _where, zone, *_comment in _iana_lines("zone.tab"):
        zones[code] = (*zones.get(code, ()), zone)
    return zones


def country_code(text: str) -> str:
    """ "Egitto", "EGY" or "eg" to "EG"; "" when it is no country known here."""
    return _code_of().get(folded(text), "")


def read_country(text: str, home: str = "") -> Reading:
    """ISO 3166 code; an empty cell takes `home`, the institution's country.

    Refuses country_unknown, country_missing.
    """
    shown = clean_cell(text)
    if not shown:
        return Reading.repaired(home, "country_from_institution") if home else Reading.refused("country_missing")
    code = country_code(shown)
    return Reading.kept(code) if code else Reading.refused("country_unknown")
