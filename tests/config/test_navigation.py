from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from config import navigation


def request(path="/", signed_in=True):
    user = SimpleNamespace(is_authenticated=True) if signed_in else AnonymousUser()
    return SimpleNamespace(path=path, user=user)


def labels(*roles):
    return [item.label for item in navigation.items_for(request(), roles)]


def test_a_stranger_gets_no_links():
    assert navigation.items_for(request(signed_in=False), ("coordinator",)) == []


def test_everybody_gets_home():
    assert labels() == ["Home"]


def test_a_coordinator_gets_the_exchanges():
    assert "Exchanges" in labels("coordinator")


def test_a_student_does_not_get_the_exchanges():
    assert "Exchanges" not in labels("student")


def test_the_page_one_is_on_is_marked():
    items = navigation.items_for(request("/exchanges/demo/"), ("coordinator",))
    assert [item.label for item in items if item.current] == ["Exchanges"]


def test_every_page_of_the_head_is_mounted():
    assert all(navigation.item_of(page, "/") for page in navigation.PAGES)
