"""Taking an import back: what it made and nobody has used since goes; what it changed and nobody changed since returns.

What stays is named with its reason. "Used" is asked of the tables themselves: any row of any package that points at the
enrolment or account, so that upper floors need not be known here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from exchanges.errors import ImportUndone
from exchanges.imports import BATCH_ROWS, as_json, person_of, profile_values
from exchanges.models import Enrolment, Exchange, ImportRun, Profile

MODELS: dict[str, type[models.Model]] = {"user": User, "enrolment": Enrolment, "profile": Profile}


@dataclass
class _Account:
    """What undo did, for the report."""

    removed: int = 0
    restored: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)
    removed_emails: set[str] = field(default_factory=set)

    def keep(self, person: str, code: str) -> None:
        self.kept.append({"person": person, "code": code, "text": kept_text(code)})


def kept_text(code: str) -> str:
    """Why something of an import stays, in the active language."""
    return {
        "came_in": _("This student has signed in since."),
        "invited": _("This student has been invited since."),
        "in_use": _("This student is already part of a group, a session or another record."),
        "changed_since": _("The data were changed after the import."),
        "account_in_use": _("The account is used elsewhere; only the place in this exchange was taken back."),
    }[code]


@transaction.atomic
def undo_import(run: ImportRun, by: User | None) -> ImportRun:
    """Undoes a run; its ``report["undo"]`` has ``removed``, ``restored``, ``kept`` (person, code, text).

    Rows of removed people lose their names in every report of the exchange. Raises ``ImportUndone`` the second time.
    """
    run = ImportRun.objects.select_for_update().select_related("exchange").get(pk=run.pk)
    if run.undone_at is not None:
        raise ImportUndone
    account = _Account()
    _remove_created(run, account)
    _remove_bare_profiles(run)
    _restore_changed(run, account)
    run.undone_at, run.undone_by = now(), by
    undo = {"removed": account.removed, "restored": account.restored, "kept": account.kept}
    run.report = _without(run.report, account.removed_emails) | {"undo": undo}
    run.save(update_fields=["undone_at", "undone_by", "report"])
    _forget_elsewhere(run, account.removed_emails)
    record(by, "exchange.undo_import", run, removed=account.removed, kept=len(account.kept))
    return run


def _remove_created(run: ImportRun, account: _Account) -> None:
    rows = {row["person"].get("email"): row for row in run.report["rows"] if row["verdict"] != "refused"}
    keys = run.made.get("created_enrolments", [])
    used = referred_to(Enrolment, keys, except_for="profile") | _ids_named_in(run.exchange)
    gone: dict[int, User] = {}
    for enrolment in _in_batches(Enrolment.objects.select_related("user", "profile"), keys):
        why = _why_kept(enrolment, rows.get(enrolment.user.email), used)
        if why:
            account.keep(str(enrolment.user), why)
        else:
            gone[enrolment.pk] = enrolment.user
    _delete(Enrolment, gone)
    account.removed = len(gone)
    account.removed_emails = {user.email for user in gone.values()}
    made = set(run.made.get("created_users", []))
    _remove_accounts([user for user in gone.values() if user.pk in made], account)


def _why_kept(enrolment: Enrolment, row: Mapping[str, Any] | None, used: set[int]) -> str:
    """The code of the reason to keep an enrolment that the run made, or ""."""
    if enrolment.user.last_login is not None:
        return "came_in"
    if enrolment.status != Enrolment.Status.IMPORTED:
        return "invited" if enrolment.status == Enrolment.Status.INVITED else "in_use"
    if enrolment.pk in used:
        return "in_use"
    return "" if row is not None and _is_as_imported(enrolment, row) else "changed_since"


def _is_as_imported(enrolment: Enrolment, row: Mapping[str, Any]) -> bool:
    person = person_of(row)
    stated = profile_values(person)
    profile = getattr(enrolment, "profile", None)
    same_profile = profile is not None and all(getattr(profile, name) == value for name, value in stated.items())
    return same_profile and enrolment.student_number == person.student_number


def _remove_accounts(users: list[User], account: _Account) -> None:
    """Accounts that the run made, that nobody has a password for, and that no other row points at."""
    used = referred_to(User, [user.pk for user in users])
    free: list[int] = []
    for user in users:
        if user.pk in used or user.has_usable_password():
            account.keep(str(user), "account_in_use")
        else:
            free.append(user.pk)
    _delete(User, free)


def referred_to(model: type[models.Model], keys: Sequence[int], except_for: str = "") -> set[int]:
    """Those of ``keys`` that a row of any table points at; ``except_for`` names one reverse relation to leave out."""
    links: list[tuple[Any, str]] = [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.get_accessor_name() != except_for
    ]
    links += [(link.remote_field.through, link.m2m_field_name()) for link in model._meta.many_to_many]
    found: set[int] = set()
    for related, name in links:
        rows = related._base_manager
        for some in batched(keys, BATCH_ROWS):
            found.update(rows.filter(**{f"{name}__in": some}).values_list(name, flat=True))
    return found


def _delete(model: type[models.Model], keys: Iterable[int]) -> None:
    for some in batched(keys, BATCH_ROWS):
        model._base_manager.filter(pk__in=some).delete()


def _ids_named_in(exchange: Exchange) -> set[int]:
    """Enrolments that a coordinator named in a pair to keep together or apart."""
    return {one for pair in [*exchange.keep_together, *exchange.keep_apart] for one in pair}


def _remove_bare_profiles(run: ImportRun) -> None:
    Profile.objects.filter(enrolment__in=run.made.get("created_profiles", [])).delete()


def _restore_changed(run: ImportRun, account: _Account) -> None:
    """Puts back each field that still is what the run wrote."""
    for model, key, change in run.made.get("changed", []):
        target: Any = MODELS[model].objects.filter(pk=key).first()  # type: ignore[attr-defined]
        if target is None:
            continue
        still = {name: pair[0] for name, pair in change.items() if as_json(getattr(target, name)) == pair[1]}
        for name, before in still.items():
            setattr(target, name, date.fromisoformat(before) if name == "born_on" and before else before)
        if still:
            target.save(update_fields=list(still))
            account.restored += 1
        if len(still) < len(change):
            account.keep(_name_of(target), "changed_since")


def _name_of(target: Any) -> str:
    if isinstance(target, Profile):
        target = target.enrolment
    return str(target.user if isinstance(target, Enrolment) else target)


def _in_batches(found: Any, keys: Sequence[int]) -> Iterator[Any]:
    for some in batched(keys, BATCH_ROWS):
        yield from found.filter(pk__in=some)


def _forget_elsewhere(run: ImportRun, emails: set[str]) -> None:
    """Later imports of the same people keep no names of those who are gone."""
    for other in run.exchange.imports.exclude(pk=run.pk).iterator(chunk_size=1):
        report = _without(other.report, emails)
        if report != other.report:
            other.report = report
            other.save(update_fields=["report"])


def _without(report: dict[str, Any], emails: set[str]) -> dict[str, Any]:
    rows = [_bare(row) if row["person"].get("email") in emails else row for row in report["rows"]]
    return report | {"rows": rows}


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict and its codes without the person."""
    repairs = [repair | {"from": "", "to": ""} for repair in row["repairs"]]
    reasons = [reason | {"value": ""} for reason in row["reasons"]]
    return {**row, "person": {}, "repairs": repairs, "reasons": reasons, "flags": []}


def undoable(run: ImportRun) -> bool:
    return run.undone_at is None and any(run.made.values())
