"""Names of time zones that are no place: abbreviations with their UTC offsets, and the names Windows uses."""

from exchanges.roster.folding import words

# Abbreviation or phrase -> minutes from UTC in winter and in summer; several pairs where the letters are used twice.
# "CET" is said all year where the clock changes; "CEST" means the summer's figure.
_WEST, _MIDDLE, _EAST = (0, 60), (60, 120), (120, 180)
OFFSETS: dict[str, tuple[tuple[int, int], ...]] = {
    "utc": ((0, 0),), "gmt": ((0, 0),), "ut": ((0, 0),), "z": ((0, 0),), "zulu": ((0, 0),), "uct": ((0, 0),),
    "universal": ((0, 0),), "greenwich": ((0, 0),), "greenwich mean": ((0, 0),), "coordinated universal": ((0, 0),),
    "wet": (_WEST,), "west": ((60, 60),), "bst": (_WEST,), "british summer": (_WEST,), "western european": (_WEST,),
    "cet": (_MIDDLE,), "cest": ((120, 120),), "met": (_MIDDLE,), "mest": ((120, 120),), "mez": (_MIDDLE,),
    "mesz": ((120, 120),), "central european": (_MIDDLE,), "central europe": (_MIDDLE,),
    "central european summer": ((120, 120),), "midden europese": (_MIDDLE,), "europa centrale": (_MIDDLE,),
    "europe centrale": (_MIDDLE,), "eet": (_EAST,), "eest": ((180, 180),), "eastern european": (_EAST,),
    "eastern european summer": ((180, 180),), "msk": ((180, 180),), "trt": ((180, 180),), "sast": ((120, 120),),
    "ist": (_WEST, _EAST, (330, 330)), "cat": ((120, 120),), "eat": ((180, 180),), "wat": ((60, 60),),
    "pkt": ((300, 300),), "jst": ((540, 540),), "kst": ((540, 540),), "hst": ((-600, -600),),
    "est": ((-300, -240),), "edt": ((-240, -240),), "cst": ((-360, -300),), "cdt": ((-300, -300),),
    "mst": ((-420, -360),), "mdt": ((-360, -360),), "pst": ((-480, -420),), "pdt": ((-420, -420),),
    "est5edt": ((-300, -240),), "cst6cdt": ((-360, -300),), "mst7mdt": ((-420, -360),), "pst8pdt": ((-480, -420),),
}  # fmt: skip

# Windows name without "standard time" -> the zone that stands for it (facts of Unicode CLDR's windowsZones).
WINDOWS: dict[str, str] = {
    "w europe": "Europe/Berlin", "romance": "Europe/Paris", "central europe": "Europe/Budapest",
    "central european": "Europe/Warsaw", "gmt": "Europe/London", "greenwich": "Atlantic/Reykjavik",
    "e europe": "Europe/Chisinau", "gtb": "Europe/Bucharest", "fle": "Europe/Kyiv", "egypt": "Africa/Cairo",
    "middle east": "Asia/Beirut", "syria": "Asia/Damascus", "jordan": "Asia/Amman", "israel": "Asia/Jerusalem",
    "west bank": "Asia/Hebron", "turkey": "Europe/Istanbul", "russian": "Europe/Moscow", "arab": "Asia/Riyadh",
    "arabic": "Asia/Baghdad", "arabian": "Asia/Dubai", "iran": "Asia/Tehran", "morocco": "Africa/Casablanca",
    "w central africa": "Africa/Lagos", "south africa": "Africa/Johannesburg", "e africa": "Africa/Nairobi",
    "libya": "Africa/Tripoli", "sudan": "Africa/Khartoum", "namibia": "Africa/Windhoek", "pakistan": "Asia/Karachi",
    "india": "Asia/Kolkata", "bangladesh": "Asia/Dhaka", "se asia": "Asia/Bangkok", "china": "Asia/Shanghai",
    "singapore": "Asia/Singapore", "tokyo": "Asia/Tokyo", "korea": "Asia/Seoul", "georgian": "Asia/Tbilisi",
    "azerbaijan": "Asia/Baku", "caucasus": "Asia/Yerevan",
    "eastern": "America/New_York", "us eastern": "America/Indianapolis",
    "central": "America/Chicago", "mountain": "America/Denver", "us mountain": "America/Phoenix",
    "pacific": "America/Los_Angeles", "atlantic": "America/Halifax", "sa pacific": "America/Bogota",
    "argentina": "America/Buenos_Aires", "e south america": "America/Sao_Paulo", "aus eastern": "Australia/Sydney",
}  # fmt: skip

# Words around a place or zone that say nothing ("Dutch local time", "fuso di Roma").
FILLERS = words("""time standard local tijd lokale ora ore heure fuso orario fuseau horaire zone timezone
    tijdzone di de d du van
    in the la""")
ADJECTIVES = {"dutch": "NL", "nederlandse": "NL", "italian": "IT", "italiana": "IT", "egyptian": "EG", "french": "FR",
              "belgian": "BE", "german": "DE", "spanish": "ES", "polish": "PL", "british": "GB", "uk": "GB",
              "turkish": "TR", "moroccan": "MA", "jordanian": "JO", "lebanese": "LB", "tunisian": "TN"}  # fmt: skip
# Cities as other languages write them -> their IANA city.
CITIES = {"roma": "rome", "rom": "rome", "parigi": "paris", "parijs": "paris", "londra": "london", "londen": "london",
          "londres": "london", "il cairo": "cairo", "le caire": "cairo", "kairo": "cairo", "al qahira": "cairo",
          "القاهرة": "cairo", "berlino": "berlin", "berlijn": "berlin", "bruxelles": "brussels", "brussel": "brussels",
          "vienna": "vienna", "wenen": "vienna", "vienne": "vienna", "varsavia": "warsaw", "warschau": "warsaw",
          "atene": "athens", "athene": "athens", "athenes": "athens", "new delhi": "kolkata", "calcutta": "kolkata",
          "kiev": "kyiv", "lisbona": "lisbon", "lissabon": "lisbon", "lisbonne": "lisbon"}  # fmt: skip
