import pytest

from accounts import audit

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_thing(student, coordinator):
    entry = audit.record(coordinator, "enrolment.withdraw", student, reason="moved", sessions=3)
    assert (entry.actor, entry.verb, entry.about) == (coordinator, "enrolment.withdraw", f"accounts.user:{student.pk}")
    assert entry.detail == {"reason": "moved", "sessions": 3}


def test_the_system_has_no_name_and_a_thing_may_be_a_word():
    assert audit.record(None, "retention.run", "all").actor is None
