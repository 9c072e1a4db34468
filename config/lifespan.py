"""Start and end of a process under ASGI servers that tell of them (uvicorn); daphne does not, our runner does."""

from typing import Any

from sessions import process


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The rooms of this process: their pulse starts before the first socket, and the log is told when they end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await process.here()
            await send({"type": "lifespan.startup.complete"})
        else:
            await process.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
