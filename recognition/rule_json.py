"""Evidence and proposals as JSON, for the record of a decision: what is read back decides the same again."""

from collections.abc import Mapping
from typing import Any

import msgspec

from recognition.rules import Proposal, StudentEvidence


def to_json(value: Proposal | StudentEvidence) -> dict[str, Any]:
    """Plain dicts, lists, texts and numbers."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def evidence_from_json(body: Mapping[str, Any]) -> StudentEvidence:
    """Raises ValueError for a body that ``to_json`` did not write."""
    return msgspec.convert(dict(body), StudentEvidence)


def proposal_from_json(body: Mapping[str, Any]) -> Proposal:
    """Raises ValueError for a body that ``to_json`` did not write."""
    return msgspec.convert(dict(body), Proposal)
