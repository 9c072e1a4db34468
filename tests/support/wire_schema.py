"""The published JSON Schema of the room's frames as a judge."""

import json
from functools import cache
from typing import Any

import jsonschema

from devtools.docs.asyncapi import json_schema


@cache
def judge(side: str) -> Any:
    """``side``: client or server. ``judge(side).validate(frame)`` raises ``jsonschema.ValidationError``."""
    schema = json.loads(json_schema())
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{side}", "$defs": schema["$defs"]})
