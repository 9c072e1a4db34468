"""What most tests of matching begin with; a file that begins with something else makes its own of the same name."""

import pytest

from exchanges.models import Exchange
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_group, make_students


@pytest.fixture
def exchange():
    return make_exchange(status=Exchange.Status.PUBLISHED)


@pytest.fixture
def by(exchange):
    """Who coordinates the exchange."""
    return make_coordinator(exchange)


@pytest.fixture
def coordinator(by, client):
    """The same, signed in."""
    client.force_login(by)
    return by


@pytest.fixture
def groups(exchange):
    """Two drafts of seven students each."""
    students = make_students(exchange, 14)
    return [
        make_group(exchange, students[:7], make_facilitator(exchange, "One")),
        make_group(exchange, students[7:], make_facilitator(exchange, "Two")),
    ]
