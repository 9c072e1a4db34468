"""The sentences that the script of the board says; places are filled in the browser (static/js/matching/board/)."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# A number that asks for each form a language may have (the names are those of Intl.PluralRules).
SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def forms(key: str, said: Callable[[int], str]) -> dict[str, str]:
    """``key_one``, ``key_few`` and so on: the browser picks the form that its number asks for."""
    return {f"{key}_{form}": said(number) for form, number in SAMPLES.items()}


def page_words() -> dict[str, str]:
    return {**figures(), **cards(), **picking(), **acts()}


def figures() -> dict[str, str]:
    return {
        **forms("hard", lambda n: ngettext("%(n)s rule broken", "%(n)s rules broken", n)),
        "hard_none": _("no rule broken"),
        **forms("soft", lambda n: ngettext("%(n)s remark", "%(n)s remarks", n)),
        "soft_none": _("no remarks"),
        **forms("aside", lambda n: ngettext("%(n)s without a group", "%(n)s without a group", n)),
        "aside_none": _("everybody has a group"),
        **forms("hand", lambda n: ngettext("changed by hand: %(n)s act", "changed by hand: %(n)s acts", n)),
        **forms("elsewhere", lambda n: ngettext("%(n)s person sits elsewhere", "%(n)s people sit elsewhere", n)),
        "hand_none": _("nothing changed by hand"),
        **forms("groups_shown", lambda n: ngettext("%(shown)s of %(n)s group", "%(shown)s of %(n)s groups", n)),
        **forms("people_found", lambda n: ngettext("%(n)s person found", "%(n)s people found", n)),
        "no_figures": _("There are no figures: %(why)s"),
    }


def cards() -> dict[str, str]:
    return {
        **forms("students", lambda n: ngettext("%(n)s student", "%(n)s students", n)),
        "led_by": _("%(name)s, %(level)s, leads %(n)s of %(most)s"),
        "nobody_leads": _("nobody leads yet"),
        "and_support": _("with %(name)s"),
        "no_time": _("no time yet"),
        "anchor": _("%(time)s in %(zone)s"),
        "lock_group": _("Lock %(group)s"),
        "lock_person": _("Lock in this group"),
        "unlock_person": _("Unlock"),
        "locked": _("locked"),
        "more": _("Change %(group)s"),
        "members": _("Members of %(group)s"),
        "aside_list": _("People without a group"),
        "mix_alone": _("%(label)s: %(parts)s"),
        "mix_title": _("%(label)s. Here: %(parts)s. All: %(all)s."),
        "score": _("%(n)s of 100, if every group were like this"),
        "rule": _("Rule broken:"),
        "remark": _("Remark:"),
        "chip": _("%(name)s, %(country)s, %(place)s, %(subject)s"),
        "empty_group": _("Nobody yet"),
    }


def picking() -> dict[str, str]:
    return {
        "own_time": _("%(time)s on their clock (%(zone)s)"),
        "aside": _("Without a group"),
        **forms(
            "target", lambda n: ngettext("%(group)s, %(time)s, %(n)s student", "%(group)s, %(time)s, %(n)s students", n)
        ),
        "swap_target": _("Swap with %(name)s, %(group)s"),
        "effect": _("quality %(effect)s"),
        "no_effect": _("quality not known"),
        "breaks": _("breaks a rule"),
        "remarks": _("with remarks"),
        "asking": _("Working out what each place would do …"),
        "picked": _("%(name)s picked up. Choose with the arrow keys, Enter moves, Escape leaves everything as it is."),
        "found_none": _("No group or person fits these words."),
        "move_here": _("Move here"),
        "swap_these": _("Swap these two"),
        "move_anyway": _("Do it although a rule is broken"),
        "nothing_changes": _("No part of the quality changes."),
        "drop_rules": _("Let go to look at it; nothing moves yet."),
        "no_drop_locked": _("%(group)s is locked."),
        "here_already": _("is here"),
        **broken_rules(),
    }


def broken_rules() -> dict[str, str]:
    """Short words for the codes of rules, where there is no room for a sentence."""
    return {
        "rule_size": _("too many or too few"),
        "rule_institutions": _("too few institutions"),
        "rule_countries": _("too few countries"),
        "rule_language": _("not the language"),
        "rule_availability": _("not free at that time"),
        "rule_access": _("an access need is not met"),
        "rule_keep_together": _("parted from somebody to stay with"),
        "rule_keep_apart": _("beside somebody to be apart from"),
    }


def acts() -> dict[str, str]:
    return {
        "cancelled": _("Everything is as it was."),
        "saving": _("Saving …"),
        "undo": _("Undo: %(what)s"),
        "redo": _("Do again: %(what)s"),
        "newer": _("%(who)s changed the board; it shows the newest state now."),
        "lost": _("The connection failed; nothing was changed. Try again."),
        "state_done": _("stands"),
        "state_undone": _("undone"),
        "state_gone": _("undone"),
        "by": _("%(who)s, %(at)s"),
        "broke": _("a rule was broken by it"),
        "nothing_done": _("Nobody has changed anything by hand."),
    }
