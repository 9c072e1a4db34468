import pytest

pytestmark = pytest.mark.django_db


def chosen(client, **data):
    return client.post("/theme/", data)


def test_a_theme_is_kept_in_a_cookie(client):
    assert chosen(client, theme="dark").cookies["theme"].value == "dark"


def test_an_unknown_theme_counts_as_auto(client):
    assert chosen(client, theme='"><script>').cookies["theme"].value == "auto"


def test_the_reader_comes_back_to_the_same_page(client):
    assert chosen(client, theme="dark", next="/accounts/me/")["Location"] == "/accounts/me/"


def test_a_foreign_address_is_not_followed(client):
    assert chosen(client, theme="dark", next="https://evil.example/")["Location"] == "/"


def test_the_page_has_the_chosen_theme_from_its_first_byte(client):
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/accounts/sign-in/").text


def test_a_made_up_cookie_changes_nothing(client):
    client.cookies["theme"] = "pink"
    assert 'data-theme="auto"' in client.get("/accounts/sign-in/").text
