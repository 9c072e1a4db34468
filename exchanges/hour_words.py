"""Weekly times in words. Stored and written in files they are English: "Mon 18:00-21:00;Tue 9:00-12:00"."""

import re

from django.utils.dates import WEEKDAYS_ABBR

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = re.compile(rf"\b({'|'.join(DAYS)})(?= \d)")


def times_in_words(text: str) -> str:
    """The same with the names of days in the language that is active, and room between the parts."""
    return DAY.sub(lambda found: str(WEEKDAYS_ABBR[DAYS.index(found[1])]), text.replace(";", "; ").replace(";  ", "; "))
