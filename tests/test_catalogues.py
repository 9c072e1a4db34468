"""Every text of the product stands in every catalogue: translated, with its placeholders, and compiled."""

import gettext
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from devtools import catalogues

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[%sd]|\{\w*\}|<[^>]+>")  # %(name)s, %s, %%, {name}, an HTML tag
Forms = dict[str, list[str]]  # what stands in the source, behind its context: the text, or singular and plural

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogues")


@cache
def as_it_should_be(language: str, workspace: Path) -> Path:
    """The .po that the sources of today and the committed translations make."""
    folder = workspace / language
    folder.mkdir()
    return catalogues.collect(language, folder)


def forms_of(mo: Path) -> Forms:
    """What a compiled catalogue can say; texts that are fuzzy or untranslated are not in it."""
    with mo.open("rb") as file:
        said = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    forms: Forms = {}
    for key, text in said.items():
        forms.setdefault(key[0] if isinstance(key, tuple) else key, []).append(text)
    return {key: texts for key, texts in forms.items() if key}


@cache
def english_forms(workspace: Path) -> Forms:
    """Every text of the sources, as gettext collects them now. English has no catalogue, so all begin empty."""
    po = as_it_should_be(settings.LANGUAGE_CODE, workspace)
    filled = po.with_name("filled.po")
    subprocess.run(["msgen", "-o", filled, po], check=True)
    catalogues.compile_to(filled, filled.with_suffix(".mo"))
    return forms_of(filled.with_suffix(".mo"))


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def test_every_text_of_the_product_is_translated(language: str, workspace: Path) -> None:
    said = forms_of(catalogues.catalogue(language).with_suffix(".mo"))
    assert sorted(set(english_forms(workspace)) - set(said)) == []


def test_placeholders_and_tags_are_those_of_the_source(language: str, workspace: Path) -> None:
    english = {key: [placeholders(text) for text in texts] for key, texts in english_forms(workspace).items()}
    said = forms_of(catalogues.catalogue(language).with_suffix(".mo"))
    known = {key: texts for key, texts in said.items() if key in english}
    assert [text for key, texts in known.items() for text in texts if placeholders(text) not in english[key]] == []


def test_updating_the_catalogue_changes_nothing(language: str, workspace: Path) -> None:
    """Nothing is missing, fuzzy or left over, and the header is as `devtools.catalogues` writes it."""
    made = as_it_should_be(language, workspace).read_text("utf-8").splitlines()
    committed = catalogues.catalogue(language).read_text("utf-8").splitlines()
    assert sorted(set(made) ^ set(committed)) == []


def test_the_compiled_catalogue_is_that_of_the_texts(language: str, workspace: Path) -> None:
    compiled = workspace / f"{language}.mo"
    catalogues.compile_to(catalogues.catalogue(language), compiled)
    assert forms_of(compiled) == forms_of(catalogues.catalogue(language).with_suffix(".mo"))
