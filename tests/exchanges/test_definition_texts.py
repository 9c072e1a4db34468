"""Every finding has a sentence."""

from dataclasses import replace
from decimal import Decimal

from django.utils import translation

from exchanges.definition import Design, check
from exchanges.definition_texts import _TEXTS, text
from exchanges.figures import PlannedGroup
from tests.exchanges.designs import good_design

FORMED = (PlannedGroup("Blue", ("F1", "F2"), {"NL": 3, "IT": 3}),)
KINDS = ("tep", "connect", "taster", "online_course")


def every_finding() -> list:
    classes = tuple(replace(partner, classes=2) for partner in good_design().partners)
    good = replace(good_design(), partners=classes)
    designs = [good, replace(good, planned_groups=FORMED), *(replace(good, kind=kind) for kind in KINDS)]
    designs += [Design(kind="tep"), Design(kind="tep", planned_groups=(PlannedGroup("Red"),))]
    return [finding for design in designs for finding in check(design)]


def test_no_finding_is_without_a_sentence_and_no_sentence_without_a_finding() -> None:
    assert {finding.key for finding in every_finding()} == set(_TEXTS)


def test_every_sentence_can_be_filled_in_when_in_order_and_when_not() -> None:
    for finding in every_finding():
        for level in ("ok", "warn", "block"):
            assert "%(" not in text(replace(finding, level=level))


def test_hours_are_written_without_idle_zeros() -> None:
    [hours] = [item for item in check(good_design()) if item.key == "C1:contact_hours"]
    assert text(hours) == "Live hours in all: 16."


def test_hours_are_written_as_the_language_writes_them() -> None:
    [hours] = [item for item in check(good_design()) if item.key == "C1:contact_hours"]
    with translation.override("nl"):
        assert "7,5" in text(replace(hours, figure=Decimal("7.50")))
