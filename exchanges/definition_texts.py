"""One sentence for each finding of ``definition.check``, in the reader's language.

Two templates a finding: when it is in order, and when it is not. Counts stand after a colon, so that no language
needs a plural form.
"""

from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.definition import Figure, Finding

_Templates = dict[str, tuple[Promise, Promise]]

_TEXTS: _Templates = {
    "C1:live_sessions": (
        _("Live sessions planned: %(figure)s."),
        _("Live sessions planned: %(figure)s. Plan at least %(limit)s."),
    ),
    "C1:interaction_weeks": (
        _("Weeks with planned group interaction: %(figure)s."),
        _(
            "Weeks with planned group interaction: %(figure)s. Plan at least %(limit)s: "
            "spread the sessions, or add group work to a week without one."
        ),
    ),
    "C1:longest_gap_days": (
        _("Longest time without group interaction, holidays not counted, in days: %(figure)s."),
        _(
            "From %(from_day)s to %(to_day)s nothing is planned for the groups. Days, holidays not counted: "
            "%(figure)s. At most %(limit)s are allowed: add a session or group work between."
        ),
    ),
    "C1:contact_hours": (
        _("Live hours in all: %(figure)s."),
        _("Live hours in all: %(figure)s. %(limit)s or more are advised."),
    ),
    "C3:sessions_with_audio": (
        _("Every session has live sound in both directions."),
        _("Sessions with live sound in both directions: %(figure)s of %(limit)s. A virtual exchange needs live talk."),
    ),
    "C3:sessions_with_video": (
        _("Sessions that offer video: %(figure)s. A camera is never required."),
        _("No session offers video. Offer it where you can; a camera is never required."),
    ),
    "C3:shortest_session_minutes": (
        _("Shortest session, in minutes: %(figure)s."),
        _("Shortest session, in minutes: %(figure)s. %(limit)s or more are advised."),
    ),
    "C3:longest_session_minutes": (
        _("Longest session, in minutes: %(figure)s."),
        _("Longest session, in minutes: %(figure)s. %(limit)s or less are advised: split it in two."),
    ),
    "C4:groups_stay_together": (
        _("Students stay in the same small group."),
        _("Students do not stay in the same small group. Plan groups that stay together."),
    ),
    "C4:group_maximum": (
        _("Largest group: %(figure)s students."),
        _("Largest group: %(figure)s students. Make it at most %(limit)s."),
    ),
    "C4:group_target": (
        _("Groups are planned with at least %(figure)s students."),
        _(
            "Groups are planned with at least %(figure)s students. With fewer than %(limit)s, "
            "one absence is felt by all."
        ),
    ),
    "C4:students_of_one_class": (
        _("Students of the same class in a group: at most %(figure)s."),
        _(
            "Students of the same class in a group: up to %(figure)s. With %(classes)s classes, "
            "at most %(limit)s are advised."
        ),
    ),
    "C6:groups_with_facilitator": (
        _("Every group has a facilitator whose qualification is valid to the last day. Groups: %(figure)s."),
        _(
            "Groups with a facilitator whose qualification is valid to the last day: %(figure)s of %(limit)s. "
            "Without: %(groups)s. Assign a qualified facilitator, or renew a qualification."
        ),
    ),
    "C6:groups_that_can_be_led": (
        _("There are enough qualified facilitators. Groups they can lead: %(figure)s."),
        _(
            "Groups that the qualified facilitators can lead: %(figure)s of %(limit)s. "
            "Invite more facilitators, or renew a qualification."
        ),
    ),
    "C6:code_of_conduct": (
        _("There is a code of conduct."),
        _("There is no code of conduct. Add one that every student reads before the start."),
    ),
    "C6:groups_with_two_facilitators": (
        _("Every group has two facilitators."),
        _("Groups with two facilitators: %(figure)s of %(limit)s. With one, a group is alone when the line breaks."),
    ),
    "C6:facilitators_who_examine": (
        _("No facilitator marks the students of the group."),
        _("Facilitators who also mark their students: %(figure)s. Students speak more freely when nobody does."),
    ),
    "C7:learning_outcomes": (
        _("Learning outcomes: %(figure)s."),
        _("Learning outcomes: %(figure)s. Write at least %(limit)s."),
    ),
    "C7:workload_stated": (
        _("The workload in hours is stated."),
        _("The workload is not stated. Give the planned hours for each kind of work."),
    ),
    "C7:live_hours": (
        _("Live hours: %(figure)s, inside the stated workload of %(limit)s hours."),
        _(
            "The live sessions take %(figure)s hours, the stated workload is %(limit)s hours. "
            "Raise the workload, or plan less."
        ),
    ),
    "C7:hours_per_credit": (
        _("Planned hours for one credit: %(figure)s."),
        _(
            "Planned hours for one credit: %(figure)s. It should be %(limit)s: "
            "change the workload or the number of credits."
        ),
    ),
    "C7:institution_hours_per_credit": (
        _("%(institution)s counts %(figure)s hours for one credit."),
        _("%(institution)s counts %(figure)s hours for one credit. It should be %(limit)s."),
    ),
    "C7:institutions_without_route": (
        _("Every institution has a way to recognise the result."),
        _("Not known how the result is recognised at home: %(institutions)s. Agree on it before students apply."),
    ),
    "C9:countries": (
        _("Countries: %(figure)s."),
        _("Countries with students: %(figure)s. At least %(limit)s are needed."),
    ),
    "C9:largest_country_percent": (
        _("Largest share of one country: %(figure)s %%."),
        _("Largest share of one country: %(figure)s %%. At most %(limit)s %% is advised."),
    ),
    "C9:countries_in_group": (
        _("Every group has students of at least %(figure)s countries."),
        _("%(group)s: students come from %(figure)s country. Every group needs at least %(limit)s countries."),
    ),
    "C9:largest_country_percent_in_group": (
        _("Largest share of one country in a group: %(figure)s %% (%(group)s)."),
        _("%(group)s: %(figure)s %% of the students come from one country. At most %(limit)s %% is advised."),
    ),
    "N1:small_group_percent": (
        _("Share of taught hours that is live and in small groups: %(figure)s %%."),
        _(
            "Share of taught hours that is live and in small groups: %(figure)s %%. "
            "Below %(limit)s %% this is an online course (MOOC), not a virtual exchange."
        ),
    ),
    "N5:kind": (
        _("This is not an online course taken alone."),
        _(
            "An online course of another university is not a virtual exchange. "
            "It can be published and recognised, without the name."
        ),
    ),
    "N6:live_sessions": (
        _("This is more than one meeting or two. Live sessions: %(figure)s."),
        _(
            "Live sessions: %(figure)s. With fewer than %(limit)s it can be published as a taster: "
            "no certificate, and not called a virtual exchange."
        ),
    ),
    "N6:kind": (
        _("This is not a taster."),
        _("A taster can be published, but gives no certificate and is not called a virtual exchange."),
    ),
    "TEP:educators": (
        _("Educators who teach together: %(figure)s."),
        _("Educators who teach together: %(figure)s. At least %(limit)s are needed."),
    ),
    "TEP:educator_countries": (
        _("The educators come from different countries. Countries: %(figure)s."),
        _("The educators must come from at least %(limit)s countries. Countries: %(figure)s."),
    ),
    "TEP:shared_syllabus": (
        _("The partners share one syllabus."),
        _("There is no shared syllabus. Write it together with the partners."),
    ),
    "TEP:shared_outcomes": (
        _("The partners share learning outcomes. Number: %(figure)s."),
        _("There are no shared learning outcomes. Write them together with the partners."),
    ),
    "TEP:agreement_signed": (
        _("The agreement between the partners is signed."),
        _("The agreement between the partners is not signed. The exchange cannot start without it."),
    ),
    "TEP:weeks_least": (
        _("Weeks from the first to the last activity: %(figure)s."),
        _("Weeks from the first to the last activity: %(figure)s. A project takes at least %(limit)s."),
    ),
    "TEP:weeks_most": (
        _("Weeks from the first to the last activity: %(figure)s."),
        _("Weeks from the first to the last activity: %(figure)s. A project takes at most %(limit)s."),
    ),
    "TEP:video_sessions": (
        _("Video sessions: %(figure)s."),
        _("Video sessions: %(figure)s. A project has at least %(limit)s."),
    ),
    "TEP:thirds_with_video_session": (
        _("There is a video session at the start, in the middle and at the end."),
        _(
            "Thirds of the exchange with a video session: %(figure)s of %(limit)s. "
            "Plan one at the start, one in the middle and one at the end."
        ),
    ),
}


def text(finding: Finding) -> str:
    """The sentence for a finding, in the language that is active now."""
    in_order, otherwise = _TEXTS[finding.key]
    values = {**finding.params, "figure": finding.figure, "limit": finding.limit}
    return str(in_order if finding.level == "ok" else otherwise) % {k: _shown(v) for k, v in values.items()}


def _shown(figure: Figure) -> str:
    """Hours and percentages with at most two decimals, written as the language writes them."""
    return floatformat(figure, -2) if isinstance(figure, Decimal) else str(figure)
