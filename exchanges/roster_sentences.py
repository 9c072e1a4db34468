"""The sentence of every code that a roster check can say; translated here and nowhere else."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# Why a whole file is refused: what is wrong and where. Nothing was imported.
_FILES = {
    "file_empty": _("The file is empty. Nothing was imported."),
    "file_too_large": _(
        "The file has %(megabytes)s MB; the most is %(limit)s MB. Nothing was imported. Send the student list only."
    ),
    "file_too_many_rows": _(
        "The file has more than %(limit)s rows. Nothing was imported. Divide it into smaller files."
    ),
    "file_too_many_columns": _(
        "Row %(row)s has more than %(limit)s columns. Nothing was imported. Send the student list only."
    ),
    "file_old_excel": _(
        "This is an old Excel file (.xls), or it has a password. Nothing was imported. "
        "Save it as .xlsx without a password."
    ),
    "file_pdf": _("This is a PDF. Nothing was imported. Send the table as .xlsx or .csv."),
    "file_web_page": _("This is a web page, not a table. Nothing was imported. Save the table as .xlsx or .csv."),
    "file_opendocument": _("This is an OpenDocument file. Nothing was imported. Save it as .xlsx or .csv."),
    "file_not_a_table": _("This file holds no table that we can read. Nothing was imported. Send .xlsx or .csv."),
    "file_binary": _("This is not a text file (a picture or a program?). Nothing was imported. Send .xlsx or .csv."),
    "file_damaged": _("The Excel file is damaged and cannot be opened. Nothing was imported. Save it again as .xlsx."),
    "file_encoding": _(
        "The letters of row %(row)s cannot be read. Nothing was imported. Save the file as “CSV UTF-8” or .xlsx."
    ),
    "file_open_quote": _(
        'A quotation mark (") is opened and never closed; the reading stopped at row %(row)s. Nothing was imported.'
    ),
    "file_no_header": _(
        "No row names the columns. Row %(row)s begins with: %(found)s. Nothing was imported. "
        "The first row must say what each column is: name, e-mail, university."
    ),
    "file_missing_columns": _(
        "These columns are missing: %(columns)s. Row %(row)s has: %(found)s. Nothing was imported."
    ),
    "file_no_rows": _("There are no students under the column names of row %(row)s. Nothing was imported."),
    "file_no_row_usable": _("No row could be used. Nothing was imported. The report says why for each row."),
    "exchange_without_institutions": _(
        "This exchange has no institutions yet. Nothing was imported. Add the partners first."
    ),
}

# How a value was repaired.
_REPAIRS = {
    "text_mended": _("The accents were broken by a wrong encoding and have been mended."),
    "name_spaces": _("Double spaces were taken out."),
    "name_comma": _("The comma was taken out."),
    "name_last_first": _("The family name stood first; it was turned round."),
    "email_lower": _("Written in small letters."),
    "email_unwrapped": _("Only the address itself was kept."),
    "institution_spelling": _("Read as %(name)s."),
    "institution_from_email": _("The cell was empty; the e-mail address is from %(name)s."),
    "country_from_institution": _("The cell was empty; the country of the institution was taken."),
    "zone_spelling": _("The spelling of the time zone was put right."),
    "zone_from_institution": _("The cell was empty; the time zone of the institution was taken."),
    "zone_offset_to_place": _(
        "An abbreviation or a number of hours does not say when the clock changes; the zone of the student's place was "
        "taken, where it fits."
    ),
    "zone_windows": _("A Windows name for this time zone was read as a place."),
    "zone_from_city": _("The city or country was read as its time zone."),
    "level_spelling": _("The level was written in the usual way."),
    "level_lower_of_two": _("There were two levels; the lower one was taken."),
    "level_from_words": _("The words were read as a level of the European scale (CEFR)."),
    "level_from_first_language": _("It is the student's first language, so the level is native."),
    "language_assumed": _(
        "No language was named; the level was taken for the language of the exchange (%(language)s)."
    ),
    "date_written_out": _("The date was written as year-month-day."),
    "date_order_from_file": _("Day and month were read in the order that the other dates of the file show."),
    "date_from_serial": _("A number of days, as Excel counts them, was read as a date."),
    "date_two_digit_year": _("The year had two digits; it was written out."),
    "date_ambiguous": _("Day and month can be read in two ways, so the date was left out. Please check it."),
    "availability_written_out": _("Days and hours were written in the usual way."),
    "availability_part_of_day": _(
        "Parts of the day were read as hours (morning 9-12, afternoon 13-17, evening 18-21). Please check them."
    ),
    "availability_over_midnight": _("Hours over midnight were divided between the two days."),
    "number_written_out": _("Signs that a spreadsheet added were taken out of the number."),
    "gender_left_out": _("The word for gender was not understood and was left out."),
    "experience_from_words": _("The words were read as a number of earlier exchanges."),
    "experience_left_out": _("The number of earlier exchanges was not understood and was left out."),
    "topics_first_twelve": _("Only the first %(limit)s topics were taken."),
    "access_need_left_out": _(
        "Some words about access needs are not on our list and were left out, because they may be about health. "
        "Ask the student."
    ),
    "risk_from_percent": _("A percentage was written as a share."),
    "risk_left_out": _("The risk was not a number from 0 to 1 and was left out."),
}

# Why a row is refused.
_REASONS = {
    "row_too_many_cells": _(
        "The row has more cells than the header: is a separator missing quotation marks around it?"
    ),
    "cell_too_long": _("The cell has more than %(limit)s letters."),
    "name_missing": _("The name is missing."),
    "name_broken_characters": _(
        "Letters of the name are lost and stand there as question marks. Take them from the first list."
    ),
    "name_is_email": _("An e-mail address stands where the name should be."),
    "name_no_letters": _("This is not a name."),
    "name_too_long": _("The name has more than %(limit)s letters."),
    "name_commas": _("The name has several commas: we cannot tell which part comes first."),
    "email_missing": _("The e-mail address is missing."),
    "email_several": _("There are several e-mail addresses. Keep one."),
    "email_typo": _("This looks like a typing error. Do you mean %(suggestion)s?"),
    "email_invalid": _("This is not an e-mail address."),
    "email_too_long": _("The e-mail address has more than %(limit)s letters."),
    "institution_missing": _("The institution is missing, and the e-mail address does not tell it."),
    "institution_unknown": _("This institution does not take part. Partners are: %(known)s."),
    "institution_ambiguous": _("This can mean several partners: %(known)s."),
    "country_missing": _("The country is missing."),
    "country_unknown": _("We do not know this country. Use a name or a code such as NL."),
    "zone_missing": _("The time zone is missing, and the country has more than one."),
    "zone_unknown": _("We do not know this time zone. Use a place such as Europe/Amsterdam."),
    "zone_is_no_place": _(
        "This is no place, and the country has more than one zone. Use one such as America/New_York."
    ),
    "zone_contradicts": _("This is not the time at the student's place (%(place)s). Which one is right?"),
    "language_unknown": _("We do not know a language or level in “%(part)s”."),
    "language_not_named": _("The level “%(part)s” does not say for which language."),
    "level_missing": _("“%(part)s” has no level. Use A1 to C2, or N for native."),
    "level_unknown": _("We do not know this level. Use A1 to C2, or N for native."),
    "date_unknown": _("This is not a date that we can read. Use year-month-day, such as 2003-04-30."),
    "date_no_such_day": _("This day does not exist."),
    "date_implausible": _("With this date of birth the student is not between %(least)s and %(most)s years old."),
    "availability_vague": _("“%(part)s” is too vague. Write days and hours, such as Mon 18:00-21:00."),
    "availability_unknown_word": _("We do not understand “%(part)s”. Write days and hours, such as Mon 18:00-21:00."),
    "availability_no_hours": _("“%(part)s” has no hours. Write for example Mon 18:00-21:00."),
    "availability_no_day": _("“%(part)s” has no day. Write for example Mon 18:00-21:00."),
    "availability_no_end": _("“%(part)s” is no span of time. Write for example 18:00-21:00."),
    "availability_day_of_two": _("“%(part)s” is a different day in different languages. Write three letters."),
    "availability_empty_block": _("“%(part)s” is not a span of time within a day."),
    "number_rounded": _("The spreadsheet has rounded this number, so digits are lost. Format the column as text."),
    "number_invalid": _("This is not a student number."),
    "student_number_taken": _("Another student of this exchange has this student number."),
    "duplicate_email": _("The same e-mail address stands in row %(row)s, which is used."),
    "duplicate_student_number": _("The same student number stands in row %(row)s, which is used."),
    "account_closed": _("The account with this e-mail address is closed."),
    "person_withdrew": _("This student has left the exchange. Bring them back on the page of people, if they want to."),
}

# What somebody should look at, though the row can be used.
_FLAGS = {
    "same_name": _("Row %(row)s has the same name and institution. Are these two people?"),
    "same_name_known": _("A student of this exchange has the same name and institution. Are these two people?"),
    "duplicate_differs": _("It differs from row %(row)s in: %(fields)s. Correct that row if this one is newer."),
}

SENTENCES: Mapping[str, object] = {**_FILES, **_REPAIRS, **_REASONS, **_FLAGS}

# What the fields of a roster are called.
FIELD_LABELS: Mapping[str, object] = {
    "name": _("name"),
    "say_name": _("how to say it"),
    "email": _("e-mail"),
    "institution": _("institution"),
    "student_number": _("student number"),
    "country": _("country"),
    "tz": _("time zone"),
    "date_of_birth": _("date of birth"),
    "first_languages": _("first languages"),
    "work_languages": _("working languages"),
    "discipline": _("discipline"),
    "gender": _("gender"),
    "availability": _("free hours"),
    "experience": _("experience"),
    "topics": _("topics"),
    "access_needs": _("access needs"),
    "dropout_risk": _("drop-out risk"),
}
LISTS_OF_FIELDS = ("columns", "fields")  # what a sentence says of these are names of fields


def field_label(name: str) -> str:
    return str(FIELD_LABELS.get(name, name))


def say(code: str, said: Mapping[str, str | int]) -> str:
    """The sentence of `code` in the active language."""
    sentence = str(SENTENCES[code])
    return sentence % {name: labelled(name, value) for name, value in said.items()} if said else sentence


def labelled(name: str, value: str | int) -> str | int:
    """ "tz, email" becomes "time zone, e-mail"."""
    if name in LISTS_OF_FIELDS:
        return ", ".join(field_label(field) for field in str(value).split(", "))
    return value
