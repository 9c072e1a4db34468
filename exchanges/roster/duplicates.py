"""Who the row is: twice in the file (the first readable row is used), or somebody who is known already."""

from collections.abc import Iterable
from dataclasses import astuple, fields, replace

from exchanges.roster.folding import folded
from exchanges.roster.values import CheckedRow, Person, Reason, RosterContext

_PERSON_FIELDS = tuple(field.name for field in fields(Person))


def mark_duplicates(rows: Iterable[CheckedRow], context: RosterContext) -> tuple[CheckedRow, ...]:
    """Refuse later rows of the same e-mail or student number; flag equal names at one institution."""
    known = _Known(context)
    return _mark_inside(_mark_known(row, known) for row in rows)


class _Known:
    def __init__(self, context: RosterContext) -> None:
        people = context.people
        self.closed, self.withdrawn = context.closed, context.withdrawn
        self.emails = {person.email for person in people}
        self.numbers = {
            (person.institution, person.student_number): person.email for person in people if person.student_number
        }
        self.names = {(person.institution, folded(person.name)): person.email for person in people if person.name}


def _mark_known(row: CheckedRow, known: _Known) -> CheckedRow:
    person = row.person
    row = replace(row, existing=person.email in known.emails)
    if person.email in known.closed:
        return _refused(row, Reason("email", person.email, "account_closed"))
    if person.email in known.withdrawn:
        return _refused(row, Reason("email", person.email, "person_withdrew"))
    owner = known.numbers.get((person.institution, person.student_number), person.email)
    if person.student_number and owner != person.email:
        return _refused(row, Reason("student_number", person.student_number, "student_number_taken"))
    namesake = known.names.get((person.institution, folded(person.name)), person.email)
    if person.name and namesake != person.email:
        return _flagged(row, Reason("name", person.name, "same_name_known"))
    return row


def _mark_inside(rows: Iterable[CheckedRow]) -> tuple[CheckedRow, ...]:
    by_email: dict[str, CheckedRow] = {}
    by_number: dict[tuple[str, str], CheckedRow] = {}
    by_name: dict[tuple[str, str], CheckedRow] = {}
    marked: list[CheckedRow] = []
    for row in rows:
        person = row.person
        number, name = (person.institution, person.student_number), (person.institution, folded(person.name))
        if person.email in by_email:
            row = _doubled(row, by_email[person.email], Reason("email", person.email, "duplicate_email"))
        elif person.student_number and number in by_number:
            reason = Reason("student_number", person.student_number, "duplicate_student_number")
            row = _doubled(row, by_number[number], reason)
        elif person.name and name in by_name:
            row = _flagged(row, Reason("name", person.name, "same_name", {"row": by_name[name].number}))
        if not row.reasons:
            by_email[person.email], by_number[number], by_name[name] = row, row, row
        marked.append(row)
    return tuple(marked)


def _doubled(row: CheckedRow, first: CheckedRow, reason: Reason) -> CheckedRow:
    """Refused, with the fields in which the two rows differ, so that nothing newer is lost unseen."""
    pairs = zip(_PERSON_FIELDS, astuple(first.person), astuple(row.person), strict=True)
    differing = ", ".join(name for name, used, unused in pairs if unused and used != unused)
    row = _refused(row, replace(reason, said={"row": first.number}))
    if not differing:
        return row
    return _flagged(row, Reason("", differing, "duplicate_differs", {"row": first.number, "fields": differing}))


def _refused(row: CheckedRow, reason: Reason) -> CheckedRow:
    return replace(row, reasons=(*row.reasons, reason))


def _flagged(row: CheckedRow, flag: Reason) -> CheckedRow:
    return replace(row, flags=(*row.flags, flag))
