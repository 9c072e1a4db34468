import pytest

from accounts.paths import safe_path


@pytest.mark.parametrize("path", ["/", "/sessions/7/?tab=plan", "/naam/één/"])
def test_a_path_of_this_site_is_kept(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "sessions/",
        "",
        " /x",
        "///evil",
    ],
)
def test_any_other_address_becomes_home(path):
    assert safe_path(path) == ""


def test_a_path_longer_than_its_column_becomes_home():
    assert safe_path("/" + "x" * 300) == ""
