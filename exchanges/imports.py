"""The messy spreadsheet into the database: check, plan, write; all in one transaction.

A field is changed only when the file states it, it differs from what we have, and no earlier import of this exchange
said the same: so the same file twice changes nothing, and a student's own correction survives the next import.
Empty cells never erase. The rules of reading are in `exchanges/roster/`, undoing is in `import_undo.py`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import now

from accounts.audit import record
from accounts.models import User
from exchanges.errors import RosterRefused
from exchanges.models import Enrolment, Exchange, ImportRun, Institution, Profile
from exchanges.roster.check import check_roster
from exchanges.roster.report import refused_file_report, roster_report
from exchanges.roster.values import (
    CheckedRoster,
    FileRefused,
    KnownInstitution,
    KnownPerson,
    Person,
    RosterContext,
)
from exchanges.roster_sentences import say

# Rows a statement writes at once; SQLite takes at most 32,766 values in one.
BATCH_ROWS = 500
PROFILE_FIELDS = (
    "country", "timezone", "born_on", "first_languages", "work_languages", "discipline", "gender", "availability",
    "experience", "topics", "access_needs", "dropout_risk",
)  # fmt: skip
Change = dict[str, list[Any]]


@transaction.atomic
def import_people(
    exchange: Exchange, file_bytes: bytes, file_name: str, *, by: User | None, dry_run: bool, institution: str = ""
) -> ImportRun:
    """Imports the rows that can be used and leaves out the others; ``report`` of the run tells each row's verdict.

    ``institution`` is the slug for rows without one. With ``dry_run`` nothing is written and the run has no ``pk``.
    Raises ``RosterRefused`` (its ``report`` is complete) when the file, or every row of it, is refused.
    """
    Exchange.objects.select_for_update().get(pk=exchange.pk)  # two imports at once would plan on the same people
    checked = _checked(exchange, file_bytes, file_name, institution)
    report = roster_report(checked, say)
    if not report["accepted"] + report["repaired"]:
        raise _refusal(report, FileRefused("file_no_row_usable"))
    plan = _Plan(exchange, checked)
    _tell(report, plan, dry_run=dry_run)
    run = ImportRun(
        exchange=exchange, file_name=file_name[:200], file_sha256=hashlib.sha256(file_bytes).hexdigest(), by=by,
        at=now(), report=report,
    )  # fmt: skip
    if dry_run:
        return run
    run.save()
    run.made = plan.write(run)
    run.save(update_fields=["made"])
    record(by, "exchange.import_people", run, created=report["created"], changed=report["changed"])
    return run


def _checked(exchange: Exchange, data: bytes, file_name: str, institution: str) -> CheckedRoster:
    context = roster_context(exchange, institution)
    try:
        if not context.institutions:
            raise FileRefused("exchange_without_institutions")
        return check_roster(data, file_name, context)
    except FileRefused as refusal:
        raise _refusal(refused_file_report(file_name, refusal, say), refusal) from None


def _refusal(report: dict[str, Any], refusal: FileRefused) -> RosterRefused:
    text = say(refusal.code, refusal.said)
    report["reasons"] = [{"code": refusal.code, "text": text}]
    return RosterRefused(refusal.code, text, report)


def roster_context(exchange: Exchange, institution: str = "") -> RosterContext:
    """What a check may know of this exchange: partners, languages, its first day, and who takes part."""
    enrolments = list(exchange.enrolments.select_related("user", "institution"))
    return RosterContext(
        institutions=tuple(map(_known_institution, exchange.institutions.order_by("slug"))),
        on=exchange.starts_on or now().date(),
        working_languages=tuple(exchange.working_languages) or ("en",),
        people=tuple(
            KnownPerson(one.user.email, one.user.name, one.institution.slug, one.student_number) for one in enrolments
        ),
        default_institution=institution,
        closed=frozenset(User.objects.filter(is_active=False).values_list("email", flat=True)),
        withdrawn=frozenset(one.user.email for one in enrolments if one.status == Enrolment.Status.WITHDRAWN),
    )


def _known_institution(place: Institution) -> KnownInstitution:
    """A SCHAC code of the ERASMUS without paper kind is the institution's domain, such as unisi.it."""
    domain = place.schac_code.rsplit(":", 1)[-1].lower()
    names = (place.name, *filter(None, [place.erasmus_code]))
    domains = (domain,) if "." in domain else ()
    return KnownInstitution(place.slug, names, place.country, place.timezone, place.schac_code, domains)


def profile_values(person: Person) -> dict[str, Any]:
    """Columns of ``Profile`` that the row states."""
    values: dict[str, Any] = {
        "country": person.country,
        "timezone": person.tz,
        "born_on": date.fromisoformat(person.date_of_birth) if person.date_of_birth else None,
        "first_languages": _parts(person.first_languages),
        "work_languages": dict(part.split(":") for part in _parts(person.work_languages)),
        "discipline": person.discipline,
        "gender": person.gender,
        "availability": person.availability,
        "experience": int(person.experience) if person.experience else None,
        "topics": _parts(person.topics),
        "access_needs": _parts(person.access_needs),
        "dropout_risk": float(person.dropout_risk) if person.dropout_risk else None,
    }
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _parts(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def user_values(person: Person) -> dict[str, Any]:
    values = {"name": person.name, "name_spoken": person.say_name, "timezone": person.tz}
    return {name: value for name, value in values.items() if value}


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def said_before(exchange: Exchange) -> dict[str, dict[str, str]]:
    """E-mail -> what the imports of this exchange that stand (newest last) said of this person."""
    said: dict[str, dict[str, str]] = {}
    for report in exchange.imports.filter(undone_at=None).order_by("at", "pk").values_list("report", flat=True):
        for row in report.get("rows", []):
            person = row["person"]
            if row["verdict"] != "refused" and person.get("email"):
                said.setdefault(person["email"], {}).update(person)
    return said


@dataclass
class _Known:
    """One usable row beside what the database has of this person; ``changes`` is model -> field -> [before, after]."""

    person: Person
    user: User | None
    enrolment: Enrolment | None
    changes: dict[str, Change] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        if self.enrolment is None:
            return "new"
        return "changed" if self.changes else "unchanged"


class _Plan:
    """What an import would do, decided before anything is written."""

    def __init__(self, exchange: Exchange, checked: CheckedRoster) -> None:
        self.exchange = exchange
        self.places = {place.slug: place for place in exchange.institutions.all()}
        self.by_row = {row.number: row.person for row in checked.rows if not row.reasons}
        emails = [person.email for person in self.by_row.values()]
        users = {user.email: user for user in _in_batches(User.objects.all(), "email__in", emails)}
        enrolled = exchange.enrolments.select_related("profile", "institution")
        enrolments = {one.user_id: one for one in enrolled}
        said = said_before(exchange)
        self.known: dict[int, _Known] = {}
        for number, person in self.by_row.items():
            user = users.get(person.email)
            known = _Known(person, user, enrolments.get(user.pk) if user else None)
            self._find_changes(known, Person(**said.get(person.email, {})))
            self.known[number] = known

    def _find_changes(self, known: _Known, said: Person) -> None:
        found: dict[str, Change] = {}
        if known.user is not None:
            found["user"] = _user_changes(known.user, user_values(known.person), user_values(said))
        if known.enrolment is not None:
            found["enrolment"] = self._enrolment_changes(known.enrolment, known.person, said)
            profile = getattr(known.enrolment, "profile", None) or Profile()
            found["profile"] = _changes(profile, profile_values(known.person), profile_values(said))
        known.changes = {model: change for model, change in found.items() if change}

    def _enrolment_changes(self, enrolment: Enrolment, person: Person, said: Person) -> Change:
        now_is = {"institution_id": self.places[person.institution].pk, "student_number": person.student_number}
        was = self.places.get(said.institution)
        before = {"institution_id": was.pk if was else None, "student_number": said.student_number}
        return _changes(enrolment, {name: value for name, value in now_is.items() if value}, before)

    def write(self, run: ImportRun) -> dict[str, Any]:
        """Writes the plan; returns what undo needs."""
        rows = list(self.known.values())
        created_users = self._create_users([one for one in rows if one.user is None])
        fresh = [one for one in rows if one.enrolment is None]
        bare = [one for one in rows if "profile" in one.changes and not _has_profile(one)]
        self._create_enrolments(fresh, run)
        profiles = [Profile(enrolment=one.enrolment, **profile_values(one.person)) for one in fresh + bare]
        Profile.objects.bulk_create(profiles, batch_size=BATCH_ROWS)
        for one in bare:
            del one.changes["profile"]
        return {
            "created_users": [user.pk for user in created_users],
            "created_enrolments": [one.enrolment.pk for one in fresh if one.enrolment],
            "created_profiles": [one.enrolment.pk for one in bare if one.enrolment],
            "changed": self._write_changes(rows),
        }

    def _create_users(self, rows: list[_Known]) -> list[User]:
        """Accounts without a password: people come in by a mailed link."""
        password = make_password(None)
        for one in rows:
            one.user = User(email=one.person.email, password=password, **user_values(one.person))
        return User.objects.bulk_create([one.user for one in rows if one.user], batch_size=BATCH_ROWS)

    def _create_enrolments(self, rows: list[_Known], run: ImportRun) -> None:
        for one in rows:
            one.enrolment = Enrolment(
                exchange=self.exchange, user=one.user, institution=self.places[one.person.institution],
                student_number=one.person.student_number, import_run=run,
            )  # fmt: skip
        Enrolment.objects.bulk_create([one.enrolment for one in rows if one.enrolment], batch_size=BATCH_ROWS)

    def _write_changes(self, rows: list[_Known]) -> list[list[Any]]:
        noted: list[list[Any]] = []
        for one in rows:
            for model, change in one.changes.items():
                target = _target(one, model)
                for name, (_before, after) in change.items():
                    setattr(target, name, after)
                target.save(update_fields=list(change))
                noted.append([model, target.pk, {name: list(map(as_json, pair)) for name, pair in change.items()}])
        return noted


def _target(known: _Known, model: str) -> Any:
    if model == "profile":
        return known.enrolment.profile if known.enrolment else None
    return known.user if model == "user" else known.enrolment


def _has_profile(known: _Known) -> bool:
    return known.enrolment is not None and hasattr(known.enrolment, "profile")


def _changes(target: Any, stated: Mapping[str, Any], said: Mapping[str, Any]) -> Change:
    """Fields that the file states anew: other than what we have and other than an earlier import said."""
    return {
        name: [getattr(target, name), value]
        for name, value in stated.items()
        if getattr(target, name) != value and said.get(name) != value
    }


def _user_changes(user: User, stated: Mapping[str, Any], said: Mapping[str, Any]) -> Change:
    """An account that somebody uses is its owner's: only empty fields are filled."""
    untouched = user.last_login is None and not user.has_usable_password()
    changes = _changes(user, stated, said)
    return {name: pair for name, pair in changes.items() if untouched or not pair[0]}


def _in_batches(people: Any, lookup: str, values: list[str]) -> Iterable[Any]:
    for some in batched(values, BATCH_ROWS):
        yield from people.filter(**{lookup: some})


def _tell(report: dict[str, Any], plan: _Plan, *, dry_run: bool) -> None:
    """Adds to the report what happens to each usable row: new, changed (which fields) or unchanged."""
    for row in report["rows"]:
        known = plan.known.get(row["row"])
        row["outcome"] = known.outcome if known else "left_out"
        row["changes"] = sorted(name for change in known.changes.values() for name in change) if known else []
    outcomes = [row["outcome"] for row in report["rows"]]
    report["created"], report["changed"] = outcomes.count("new"), outcomes.count("changed")
    report["unchanged"], report["dry_run"] = outcomes.count("unchanged"), dry_run


def person_of(row: Mapping[str, Any]) -> Person:
    """The person of a report row, as it was imported."""
    return Person(**{name: row["person"].get(name, "") for name in asdict(Person())})
