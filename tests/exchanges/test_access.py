"""One gate: the exchange for this person, or "not here"."""

import pytest

from accounts.errors import NotAllowed, NotHere
from exchanges import access
from exchanges.access import Part
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_institutions,
    make_role,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    return make_exchange()


def people(exchange):
    other = make_exchange()
    return {
        "coordinator": make_coordinator(exchange),
        "educator": make_role(exchange, "educator"),
        "facilitator": make_facilitator(exchange).user,
        "student": make_student(exchange).user,
        "coordinator of another exchange": make_coordinator(other),
        "student of another exchange": make_student(other).user,
        "stranger": make_user(),
        "superuser": make_user(is_staff=True, is_superuser=True),
    }


GATES = {
    access.exchange_for_coordinator: {"coordinator"},
    access.exchange_for_educator: {"coordinator", "educator"},
    access.exchange_for_facilitator: {"facilitator"},
    access.exchange_for_student: {"student"},
    access.exchange_for: {"coordinator", "educator", "facilitator", "student"},
}


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_each_gate_lets_only_its_own_people_in(exchange, gate):
    let_in = set()
    for who, user in people(exchange).items():
        try:
            gate(user, exchange.slug)
            let_in.add(who)
        except NotHere:
            pass
    assert let_in == GATES[gate]


def test_an_exchange_that_is_not_there_looks_the_same():
    with pytest.raises(NotHere):
        access.exchange_for(make_user(), "nowhere")


def test_everybody_lists_only_the_own_exchanges(exchange):
    listed = {who: list(access.exchanges_of(user)) for who, user in people(exchange).items()}
    assert {who for who, found in listed.items() if exchange in found} == {
        "coordinator",
        "educator",
        "facilitator",
        "student",
    }


def test_staff_and_coordinators_may_make_an_exchange(exchange):
    access.refuse_unless_may_create(make_user(is_staff=True))
    access.refuse_unless_may_create(make_coordinator(exchange))
    with pytest.raises(NotAllowed):
        access.refuse_unless_may_create(make_student(exchange).user)


def test_an_educator_sees_the_students_of_the_own_institution(exchange):
    make_students(exchange, 6)
    leiden = make_institutions()[0]
    educator = make_role(exchange, "educator", institution=leiden)
    seen = access.visible_enrolments(educator, exchange, frozenset({Part.EDUCATOR}))
    assert {one.institution for one in seen} == {leiden}
    assert len(seen) == 2
