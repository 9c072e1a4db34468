"""The board in a table and in a file: the same figures for reading, printing and reckoning."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from matching.board_json import Told
from matching.queries import COMPONENTS

# A cell that begins so would be taken for a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(told: Told) -> dict[str, Any]:
    """A row a group: figures as whole percent, and the shares of each part beside the whole cohort."""
    state = told.whole()
    groups = [row(told, one) for one in state["groups"]]
    columns = [str(COMPONENTS[one["key"]][0]) for one in state["components"]]
    return {"groups": groups, "columns": columns, "families": [shares(one, n, state["groups"]) for n, one in
            enumerate(state["families"])], "figures": state["figures"], "is_published": state["published"],
            "people": people(told), "version": state["version"], "undo": state["undo"]}  # fmt: skip


def people(told: Told) -> list[tuple[int, str]]:
    """Everybody with their group, by name: for the form that moves one without a script."""
    board = told.board
    names = {key: group.name for key, group in board.groups.items()}
    return [
        (one, f"{board.cohort.people[one].user} ({names.get(board.group_of.get(one, 0), _('without a group'))})")
        for one in board.by_name(board.cohort.people)
    ]


def row(told: Told, group: dict[str, Any]) -> dict[str, Any]:
    found = told.known.group(group["id"]) if told.known else None
    leader = told.board.facilitators.get(group["leader"] or 0)
    return group | {
        "score": found.total if found else None,
        "percents": [round(100 * found.components[name]) for name in COMPONENTS] if found else [],
        "leader_name": str(leader.user) if leader else "",
        "people": list(told.board.enrolments(group["id"])),
    }


def shares(family: dict[str, Any], number: int, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """One attribute: the percent of each part, in all and in each group."""
    everybody = sum(family["all"])
    lines = [
        (group["name"], [percent(count, len(group["members"])) for count in group["mix"][number]]) for group in groups
    ]
    return family | {"whole": [percent(count, everybody) for count in family["all"]], "lines": lines}


def percent(count: int, of: int) -> int:
    return round(100 * count / of) if of else 0


def as_csv(told: Told) -> str:
    """A line a student: group, time, facilitator, language, student, institution, country, own time."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("group"), _("time"), _("zone"), _("language"), _("facilitator"), _("student"), _("institution"),
         _("country"), _("own time"), _("own zone"), _("locked")]
    )  # fmt: skip
    for key in told.board.groups:
        group = told.group(key)
        leader = told.board.facilitators.get(group["leader"] or 0)
        for one in told.board.enrolments(key):
            zone = one.profile.timezone
            cells = [group["name"], group["anchor_time"], group["anchor"], group["language"],
                     str(leader.user) if leader else "", str(one.user), one.institution.name, one.profile.country,
                     group["times"].get(zone, ""), zone, _("yes") if one.pk in told.board.locked else ""]  # fmt: skip
            writer.writerow([harmless(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell
