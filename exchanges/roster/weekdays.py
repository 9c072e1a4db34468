"""Days of the week as written in English, Dutch, Italian, French, German and Arabic."""

from exchanges.roster.folding import folded

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_NAMES = {
    "Mon": "monday mondays mon maandag maandags maa mnd lunedi lun lundi lundis montag mo mond lu الاثنين اثنين",
    "Tue": "tuesday tuesdays tue tues tu dinsdag dinsdags din martedi mart mar mardi mardis dienstag الثلاثاء ثلاثاء",
    "Wed": "wednesday wednesdays wed weds we woensdag woensdags woe wo wns mercoledi merc mer mercredi mercredis"
    " mittwoch me الاربعاء اربعاء",
    "Thu": "thursday thursdays thu thur thurs th donderdag donderdags don giovedi gio giov jeudi jeudis jeu donnerstag"
    " je gi الخميس خميس",
    "Fri": "friday fridays fri fr vrijdag vrijdags vrij vri vr venerdi ven vendredi vendredis freitag ve الجمعة جمعة",
    "Sat": "saturday saturdays sat sa zaterdag zaterdags zat za sabato sab samedi samedis sam samstag السبت سبت",
    "Sun": "sunday sundays sun su zondag zondags zon zo domenica dom dimanche dimanches dim sonntag الاحد احد",
}
_DAY_OF = {folded(word): day for day, words in _NAMES.items() for word in words.split()}
# Two letters that mean different days in two languages: the reader's country decides, else nobody.
_TWO_WAYS = {
    "ma": {"NL": "Mon", "BE": "Mon", "FR": "Tue", "IT": "Tue"},
    "di": {"NL": "Tue", "BE": "Tue", "DE": "Tue", "AT": "Tue", "FR": "Sun"},
    "do": {"NL": "Thu", "BE": "Thu", "DE": "Thu", "AT": "Thu", "IT": "Sun"},
}


def day_of(word: str, country: str = "") -> str:
    """ "Mon" .. "Sun", or "" when the word is no day or means two days and `country` does not settle it."""
    key = folded(word)
    return _DAY_OF.get(key) or _TWO_WAYS.get(key, {}).get(country, "")


def is_day_of_two(word: str) -> bool:
    """True for "ma", "di", "do": a day, but which one depends on the language."""
    return folded(word) in _TWO_WAYS


def days_from(first: str, last: str) -> tuple[str, ...]:
    """ "Fri" to "Mon" is four days, over the end of the week."""
    start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7 + 1
    return tuple(DAYS[(start + step) % 7] for step in range(length))
