from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from sessions.media import measuring
from sessions.media.janus_servers import JanusServers
from tests.support.media import LocalJanus, janus_server


@pytest.fixture(scope="module")
def janus() -> Iterator[LocalJanus]:
    with janus_server() as server:
        yield server


@pytest.fixture
def secrets_of(settings):
    """The product knows this Janus."""

    def use(*januses: LocalJanus) -> None:
        settings.JANUS = {one.name: one.url for one in januses}
        settings.JANUS_API_SECRET, settings.JANUS_ADMIN_KEY = januses[0].api_secret, januses[0].admin_key

    return use


@pytest_asyncio.fixture
async def servers_of(settings, secrets_of) -> AsyncIterator:
    """`await servers_of(janus, …)`: connected to them; closed at the end, after what `later` got."""
    async with AsyncExitStack() as later:

        async def use(*januses: LocalJanus) -> JanusServers:
            secrets_of(*januses)
            found = JanusServers(settings.JANUS, settings.JANUS_API_SECRET)
            later.push_async_callback(found.stop)
            await found.looked_at()
            return found

        use.later = later
        yield use
        await measuring.stop()
