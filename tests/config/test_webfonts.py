from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from config import webfonts

LATIN = "noto-sans-latin.woff2"


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    target = tmp_path_factory.mktemp("fonts") / LATIN
    source = next(path for folder in webfonts.font_folders() for path in folder.rglob("NotoSans?wdth*.ttf"))
    webfonts.make(source, webfonts.CUTS[LATIN], target)
    return target


def test_a_cut_is_far_smaller_than_the_font(cut):
    assert cut.stat().st_size < 90_000


def test_a_cut_has_the_letters_of_its_ranges(cut):
    letters = TTFont(cut).getBestCmap()
    assert all(ord(letter) in letters for letter in "Aaéñřßĳ€–…")


def test_a_cut_keeps_weight_and_width(cut):
    assert {axis.axisTag for axis in TTFont(cut)["fvar"].axes} == {"wght", "wdth"}


def test_only_our_cuts_are_found():
    assert webfonts.WebFontFinder().find("fonts/../settings.py") == []


def test_every_cut_is_named_in_the_style_sheet():
    sheet = (Path(settings.BASE_DIR) / "static" / "css" / "fonts.css").read_text()
    assert all(f"../fonts/{name}" in sheet for name in webfonts.CUTS)
