import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from config.templatetags import page


def rendered(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_an_icon_without_a_label_is_silent():
    assert 'aria-hidden="true"' in rendered('{% icon "hand" %}')


def test_an_icons_label_is_escaped():
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in rendered('{% icon "hand" label %}', label='"><b>')


def test_an_unknown_icon_is_an_error():
    with pytest.raises(ValueError, match="no icon"):
        page.icon("../base")


def test_an_arrow_turns_with_the_reading_direction():
    assert "icon--mirror" in page.icon("arrow-right")


def test_every_directional_icon_exists():
    assert all(page.drawing(name) for name in page.DIRECTIONAL)


def test_every_icon_is_a_drawing_of_one_size():
    files = (Path(settings.BASE_DIR) / "templates" / "icons").glob("*.svg")
    assert all('viewBox="0 0 24 24"' in file.read_text() for file in files)


def test_pips_say_the_count_in_words():
    assert "6 of 8" in rendered("{% pips 6 8 %}")


def test_pips_have_one_mark_a_unit():
    assert page.pips(2, 4, now=3)["units"] == ["done", "done", "now", "open"]


def test_the_import_map_holds_bare_names_only():
    source = rendered("{% importmap %}")
    names = json.loads(re.search(r">(.*)</script>", source)[1])["imports"]
    assert "#page/page" in names
    assert all(name.startswith("#") for name in names)


def test_modules_import_each_other_by_bare_names():
    sources = [file.read_text() for file in (Path(settings.BASE_DIR) / "static" / "js").glob("*.js")]
    imported = re.findall(r'(?:from|import) "([^"]+)"', "\n".join(sources))
    assert imported
    assert set(imported) <= set(page.modules())


def test_a_nonce_is_written_when_the_page_has_a_policy():
    assert rendered("<script {% nonce %}>", csp_nonce="abc") == '<script nonce="abc">'


def test_a_nonce_is_left_out_without_a_policy():
    assert rendered("<script {% nonce %}>") == "<script >"


def test_a_name_of_several_words_gives_the_first_and_last_letter():
    assert page.initials("Amira el-Sayed") == "A\u200cS"


def test_an_empty_name_gives_no_letters():
    assert page.initials("") == ""


@given(st.text())
def test_every_name_gives_at_most_two_letters_and_a_colour(name):
    assert len(page.initials(name).replace("\u200c", "").casefold()) <= 6
    assert 0 <= page.tone(name) < page.TONES


@pytest.mark.parametrize(("value", "level"), [(None, "none"), (0, "0"), (49, "1"), (75, "3"), (100, "4"), (130, "4")])
def test_heat_has_a_level_a_quarter(value, level):
    assert page.heat(value) == level


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_part_of_a_strip_stays_inside_the_strip(start, end, total):
    part = page.span(start, end, total)
    assert float(part["width"]) >= 0
    assert float(part["x"]) + float(part["width"]) <= 1000.02
