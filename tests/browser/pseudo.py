"""A room in a language that nobody speaks: each sentence in Arabic letters, a third longer, from right to left.

The page is changed on its way to the browser, its words for the scripts too; nothing of the product knows of it.
What people wrote, names and the plan's own words stay as they are, as in a group of many languages.
"""

import json
import re

from playwright.sync_api import BrowserContext, Route

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابجدهفغحيجكلمنوبقرستوفوزيز" * 2
)  # a letter for each of ours, however it sounds
PARTS = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]+>)", re.DOTALL)
NAMED = re.compile(r'\b(aria-label|placeholder)="([^"]+)"')
KEPT = re.compile(r"(%\(\w+\)s|&#?\w+;)")
WORD = re.compile(r"[A-Za-z]{2,}")
WORDS = re.compile(r'(<script id="room-words" type="application/json">)(.*?)(</script>)', re.DOTALL)


def pseudo(sentence: str) -> str:
    """The same sentence; placeholders stay."""
    parts = KEPT.split(sentence)
    return "".join(part if KEPT.fullmatch(part) else WORD.sub(longer, part) for part in parts)


def longer(word: re.Match[str]) -> str:
    letters = word[0].translate(LETTERS)
    return letters + letters[: max(1, len(letters) // 3)]


def pseudo_page(page: str) -> str:
    page = WORDS.sub(lambda found: found[1] + pseudo_words(found[2]) + found[3], page)
    parts = [pseudo_part(part) for part in PARTS.split(page)]
    return re.sub(r'<html lang="\w+" dir="\w+"', '<html lang="ar" dir="rtl"', "".join(parts), count=1)


def pseudo_words(text: str) -> str:
    words = {key: pseudo(words) for key, words in json.loads(text).items()}
    return json.dumps(words).replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")


def pseudo_part(part: str) -> str:
    if part.startswith(("<script", "<style", "<!")):
        return part
    if part.startswith("<"):
        return NAMED.sub(lambda found: f'{found[1]}="{pseudo(found[2])}"', part)
    return pseudo(part)


def speak_pseudo(context: BrowserContext, path: str) -> None:
    """Every page that this context gets from `path`."""

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=pseudo_page(answer.text()))

    context.route(re.compile(re.escape(path) + r"$"), change)
