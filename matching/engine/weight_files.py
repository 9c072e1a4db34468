"""What matters how much, from a file: ``weights.json``, or the key ``weights`` of ``constraints.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from matching.engine.files import FileInvalid
from matching.engine.types import COMPONENTS, MIX_ATTRIBUTES, Weights

PARTS = COMPONENTS
MIX = tuple(f"mix_{name}" for name in MIX_ATTRIBUTES)


def read_weights(name: str, text: str) -> Weights:
    """A file that holds one JSON object of weights. Raises FileInvalid that names the key."""
    return _weights(name, _object(name, text))


def weights_in(name: str, text: str) -> Weights:
    """The weights inside a file of constraints; the defaults when it names none. Raises FileInvalid."""
    data = _object(name, text)
    return _weights(f"{name}, key weights", data["weights"]) if "weights" in data else Weights()


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileInvalid(f"{name}, {place}: this is not JSON ({error.msg}).") from None
    if not isinstance(data, dict):
        raise FileInvalid(f"{name}, line 1: the file must hold one JSON object.")
    return data


def _weights(where: str, data: object) -> Weights:
    """Numbers of any scale: each of the two sets is scaled to add up to 1. A set is given whole or not at all."""
    if not isinstance(data, dict):
        raise FileInvalid(f'{where}: must be an object such as {{"mix": 30, "balance": 25, …}}.')
    known = {field.name for field in fields(Weights)}
    if unknown := sorted(set(data) - known):
        raise FileInvalid(f"{where}, key {unknown[0]}: is no weight; there are {', '.join(sorted(known))}.")
    return Weights(**_scaled(where, data, PARTS), **_scaled(where, data, MIX))


def _scaled(where: str, data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, float]:
    given = [name for name in names if name in data]
    if not given:
        return {}
    for name in names:
        value = data.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
            raise FileInvalid(f"{where}, key {name}: must be a number from 0; give {', '.join(names)} together.")
    total = sum(float(data[name]) for name in names)
    if not 0 < total < math.inf:
        raise FileInvalid(f"{where}, key {names[0]}: at least one of {', '.join(names)} must be more than 0.")
    return {name: data[name] / total for name in names}
