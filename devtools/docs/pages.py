"""Which pages are generated, and by what. Needs Django to be set up."""

from devtools.docs import asyncapi, commands, settings, wire


def generated() -> dict[str, str]:
    """File name below docs/reference/ -> its text."""
    return {
        "settings.md": settings.page(),
        "commands.md": commands.page(),
        "room-protocol.md": wire.page(),
        "room-protocol.asyncapi.json": asyncapi.asyncapi(),
        "room-protocol.schema.json": asyncapi.json_schema(),
    }
