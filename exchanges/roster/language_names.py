"""Names of languages in English, Dutch, Italian, French and themselves, to ISO 639-1 codes."""

import re

from exchanges.roster.folding import folded

_NAMES = {
    "am": "amh amharic amhaars amarico amharique",
    "ar": "ara arabic arabisch arabo arabe العربية عربي عربية",
    "az": "aze azerbaijani azeri azerbeidzjaans azero azerbaidjanais",
    "ber": "berber tamazight amazigh berbers berbero berbere",
    "bg": "bul bulgarian bulgaars bulgaro bulgare",
    "bn": "ben bengali bangla bengalese",
    "bs": "bos bosnian bosnisch bosniaco bosniaque bosniaaks",
    "ca": "cat catalan catalaans catalano catala",
    "cs": "ces cze czech tsjechisch ceco tcheque cestina",
    "da": "dan danish deens danese danois dansk",
    "de": "deu ger german duits tedesco allemand deutsch الالمانية",
    "el": "ell gre greek grieks greco grec",
    "en": "eng english engels inglese anglais الانجليزية انجليزي",
    "es": "spa spanish spaans spagnolo espagnol espanol castellano",
    "et": "est estonian ests estone estonien",
    "fa": "fas per persian farsi perzisch persiano persan",
    "fi": "fin finnish fins finlandese finnois suomi",
    "fr": "fra fre french frans francese francais الفرنسية",
    "fy": "fry frisian fries frisone frison frysk",
    "gu": "guj gujarati",
    "he": "heb hebrew hebreeuws ebraico hebreu",
    "hi": "hin hindi",
    "hr": "hrv croatian kroatisch croato croate",
    "hu": "hun hungarian hongaars ungherese hongrois magyar",
    "hy": "hye arm armenian armeens armeno armenien",
    "id": "ind indonesian indonesisch indonesiano indonesien bahasa",
    "it": "ita italian italiaans italiano italien الايطالية",
    "ja": "jpn japanese japans giapponese japonais",
    "ka": "kat geo georgian georgisch georgiano georgien",
    "ko": "kor korean koreaans coreano coreen",
    "ku": "kur kurdish koerdisch curdo kurde",
    "lt": "lit lithuanian litouws lituano lituanien",
    "lv": "lav latvian lets lettone letton",
    "mk": "mkd macedonian macedonisch macedone macedonien",
    "mr": "mar marathi",
    "mt": "mlt maltese maltees maltais",
    "nl": "nld dut dutch nederlands olandese neerlandais flemish vlaams flamand fiammingo",
    "no": "nor norwegian noors norvegese norvegien norsk",
    "pl": "pol polish pools polacco polonais polski",
    "pt": "por portuguese portugees portoghese portugais portugues",
    "ro": "ron rum romanian roemeens romeno rumeno roumain romana",
    "ru": "rus russian russisch russo russe",
    "sk": "slk slo slovak slowaaks slovacco slovaque",
    "sl": "slv slovenian slovene sloveens sloveno",
    "so": "som somali somalisch somalo",
    "sq": "sqi alb albanian albanees albanese albanais",
    "sr": "srp serbian servisch serbo serbe",
    "sv": "swe swedish zweeds svedese suedois svenska",
    "sw": "swa swahili",
    "ta": "tam tamil",
    "th": "tha thai",
    "ti": "tir tigrinya tigrino",
    "tr": "tur turkish turks turco turc turkce",
    "uk": "ukr ukrainian oekraiens ucraino ukrainien",
    "ur": "urd urdu ourdou",
    "vi": "vie vietnamese vietnamees vietnamita vietnamien",
    "zh": "zho chi chinese chinees cinese chinois mandarin mandarijn mandarino",
}
_CODE_OF = {folded(word): code for code, words in _NAMES.items() for word in (code, *words.split())}


def language_code(text: str) -> str:
    """ "Nederlands", "nld", "en-GB" or "EN" to its code; "" when it is no language known here."""
    locale = re.fullmatch(r"\s*([A-Za-z]{2,3})[-_][A-Za-z]{2}\s*", text)
    return _CODE_OF.get(folded(locale.group(1) if locale else text), "")
