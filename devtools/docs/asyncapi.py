"""The room's wire for machines: AsyncAPI 3 and JSON Schema, from the types of sessions/wire.py and wire_views.py."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from sessions import wire

IN_ASYNCAPI, IN_SCHEMA = "#/components/schemas/{name}", "#/$defs/{name}"
type Frame = type[msgspec.Struct]


def client_frames() -> list[Frame]:
    return [wire.Hello, wire.Beat, wire.Signal, wire.Heard, *wire.FRAMES]


def server_frames() -> list[Frame]:
    return [*wire.ServerFrame.__subclasses__()]


def tag_of(frame: Frame) -> str:
    return str(frame.__struct_config__.tag)


def schemas_of(frames: Iterable[Frame], reference: str = IN_SCHEMA) -> dict[str, Any]:
    """Name -> schema of each frame and of everything inside it. Nothing but the named fields is sent."""
    schemas: dict[str, Any] = msgspec.json.schema_components(frames, ref_template=reference)[1]
    for schema in schemas.values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return schemas


def json_schema() -> str:
    """One document: any frame of either side; ``client`` and ``server`` tell the sides apart."""
    client, server = client_frames(), server_frames()
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Frames of the room, {wire.SUBPROTOCOL}",
        "anyOf": [{"$ref": "#/$defs/client"}, {"$ref": "#/$defs/server"}],
        "$defs": {
            "client": {"oneOf": references(client)},
            "server": {"oneOf": references(server)},
            **schemas_of(client + server),
        },
    }
    return written(document)


def references(frames: Iterable[Frame]) -> list[dict[str, str]]:
    return [{"$ref": IN_SCHEMA.format(name=frame.__name__)} for frame in frames]


def asyncapi() -> str:
    """Operations as AsyncAPI names them, from the side of the server."""
    client, server = client_frames(), server_frames()
    names = [frame.__name__ for frame in client + server]
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "The room of Dialogue", "version": wire.SUBPROTOCOL},
        "channels": {
            "room": {
                "address": "/ws/rooms/{session_id}/",
                "parameters": {"session_id": {"description": "UUID of the session"}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            }
        },
        "operations": {
            "receive": operation("receive", client),
            "send": operation("send", server),
        },
        "components": {
            "messages": {frame.__name__: message(frame) for frame in client + server},
            "schemas": schemas_of(client + server, IN_ASYNCAPI),
        },
    }
    return written(document)


def operation(action: str, frames: Iterable[Frame]) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/room/messages/{frame.__name__}"} for frame in frames]
    return {"action": action, "channel": {"$ref": "#/channels/room"}, "messages": messages}


def message(frame: Frame) -> dict[str, Any]:
    payload = {"$ref": IN_ASYNCAPI.format(name=frame.__name__)}
    return {"name": tag_of(frame), "contentType": "application/json", "payload": payload}


def written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
