"""In Dutch every page is Dutch: no English sentence is left over, in the catalogue or outside of it."""

import json
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from html.parser import HTMLParser

import pytest

from tests.browser.held_exchange import World
from tests.support.product import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.servers]
CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES"
PAGES = (
    ("", "accounts:sign_in"),
    ("", "accounts:password"),
    ("", "accounts:link_sent"),
    ("", "recognition:verify"),
    ("", "recognition:verify_code"),
    ("student", "home"),
    ("student", "accounts:own_data"),
    ("student", "exchanges:exchange"),
    ("student", "recognition:own_record"),
    ("student", "dialogue_sessions:room"),
    ("student", "dialogue_sessions:check"),
    ("student", "dialogue_sessions:entry"),
    ("facilitator", "home"),
    ("facilitator", "facilitation:my_week"),
    ("facilitator", "facilitation:brief"),
    ("facilitator", "recognition:sign_off"),
    ("educator", "home"),
    ("educator", "exchanges:people"),
    ("coordinator", "home"),
    ("coordinator", "exchanges:create"),
    ("coordinator", "exchanges:exchange"),
    ("coordinator", "exchanges:people"),
    ("coordinator", "exchanges:facilitators"),
    ("coordinator", "matching:match"),
    ("coordinator", "matching:board"),
    ("coordinator", "facilitation:sessions"),
    ("coordinator", "recognition:desk"),
    ("coordinator", "recognition:student"),
)
# Marked as somebody's own words, or as nobody's: names, titles, plans, codes.
OWN_WORDS = {"bdi", "code", "kbd", "script", "style", "template", "option"}
# Data of the made-up exchange and names that are the same in every language.
DATA = re.compile(
    r"person\d+\.\w+@example\.org|(Africa|Europe)/\w+|\b(Mon|Tue|Wed|Thu|Fri) [\d:-]+;?|\bExchange \d|\bStudent \d+"
    r"|(Leiden|Cairo) University|University of Porto|\bG\d\b|[0-9A-Z]{4}(-[0-9A-Z]{4}){6}|\bDialogue\b"
    r"|[0-9a-f]{64}|\bsession \d|\b(NL|EG|PT)\b"
)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SHOWN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}


class Words(HTMLParser):
    """The texts that a reader sees or hears, without people's own words (``bdi``, ``dir=auto``, ``code``)."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        own = tag in OWN_WORDS or given.get("dir") == "auto" or ("lang" in given and tag != "html")
        if not self.inside_own() and not own:
            self.found += [str(given[name]) for name in SHOWN_ATTRIBUTES & set(given) if given[name]]
        if tag not in VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.inside_own():
            self.found.append(" ".join(data.split()))

    def inside_own(self) -> bool:
        return any(own for _tag, own in self.open)


def words_of(page: str) -> set[str]:
    reader = Words()
    reader.feed(page)
    return set(reader.found)


def translations() -> dict[str, set[str]]:
    """English to Dutch: several where contexts and plural forms differ."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        catalogue = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, set[str]] = {}
    for key, text in catalogue.items():
        english = key[0] if isinstance(key, tuple) else key
        found.setdefault(english.rpartition("\x04")[2], set()).add(text)
    return found


def entries() -> Iterator[tuple[str, str]]:
    """Blocks of the catalogue with their head; plain text, so that no further package is needed."""
    for block in (CATALOGUE / "django.po").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        if any(line.startswith("msgid") for line in lines):
            yield block.partition("\n")[0], "\n".join(lines)


def plural_texts() -> dict[str, str]:
    """English singular to its plural."""
    quoted = r'((?:\s*"(?:[^"\\]|\\.)*")+)'
    pair = re.compile(rf"^msgid{quoted}\s*msgid_plural{quoted}", re.M)
    found = (pair.search(block) for _head, block in entries())
    return {spoken(one[1]): spoken(one[2]) for one in found if one}


def spoken(quoted: str) -> str:
    """The text of a quoted entry, over as many lines as it has."""
    return "".join(json.loads(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', quoted))


def test_the_catalogue_has_a_dutch_text_for_every_english_one() -> None:
    missing = [block for _head, block in entries() if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', block, re.M)]
    assert not missing, "\n\n".join(missing[:10])


def test_no_entry_of_the_catalogue_is_a_guess() -> None:
    guesses = [block for _head, block in entries() if re.search(r"^#,.*fuzzy", block, re.M)]
    assert not guesses, "\n\n".join(guesses[:10])


def test_a_dutch_text_names_no_figure_that_the_english_one_has_not() -> None:
    """A singular may leave out its number: "one session"."""
    holes, plurals = re.compile(r"%\((\w+)\)[sd]"), plural_texts()
    wrong = {
        english: dutch
        for english, dutch in translations().items()
        if english and not set(holes.findall(" ".join(dutch))) <= set(holes.findall(english + plurals.get(english, "")))
    }
    assert not wrong


@pytest.mark.parametrize(("who", "name"), PAGES, ids=lambda word: word or "stranger")
def test_a_dutch_page_has_no_english_left(world: World, who: str, name: str) -> None:
    path = world.path_of(name)
    english, dutch = (world.ask(who, "GET", path, language) for language in ("en", "nl"))
    assert (english.status, dutch.status) == (200, 200)
    assert '<html lang="nl"' in dutch.text
    known = translations()
    left = {text for text in words_of(dutch.text) & words_of(english.text) if is_left_over(text, known)}
    assert not left


def is_left_over(text: str, known: dict[str, set[str]]) -> bool:
    """One that the catalogue has in Dutch, or two words or more that it does not know."""
    if text in known:
        return text not in known[text]
    return len(re.findall(r"[A-Za-z]{2,}", DATA.sub("", text))) > 1
