"""Run as a program with a product's environment: an exchange of 32 students with two finished match runs.

Prints JSON: {"slug", "runs": [keys], "cookie_name", "cookie"} for its coordinator. The first run gave the drafts.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from accounts.models import User  # noqa: E402
from exchanges.models import Exchange  # noqa: E402
from matching import child, services  # noqa: E402
from tests.factories import make_coordinator, make_exchange, make_facilitator, make_student  # noqa: E402
from tests.support.make_live_room import cookie_of  # noqa: E402

# More than the engine proves an answer for (exact_partition.py): a search of them goes on until it is stopped.
STUDENTS = 32
# The last two have nobody to lead them: a shortage to show.
HOURS = ("Mon 12:00-20:00;Thu 09:00-15:00", "Mon 14:00-21:00;Thu 10:00-16:00", "Mon 12:00-22:00;Sat 09:00-13:00")


def make_cohort_to_match() -> tuple[Exchange, User]:
    exchange = make_exchange(status=Exchange.Status.PUBLISHED, working_languages={"en": "B1", "fr": "B2"})
    for nth in range(STUDENTS):
        make_student(exchange, nth, availability=HOURS[nth % 3], experience=nth % 2)
    for name in ("Amal", "Bram", "Chiara"):
        make_facilitator(exchange, name, availability="Mon 12:00-22:00", languages={"en": "C1"}, max_groups=2)
    return exchange, make_coordinator(exchange, timezone="Europe/Amsterdam", language="en")


def main() -> None:
    exchange, coordinator = make_cohort_to_match()
    runs = []
    for seed in (1, 2):
        run = child.run(services.prepare_match(exchange, coordinator, seed=seed, seconds=1).pk)
        runs.append(run.pk)
        if seed == 1:
            services.accept_run(run, coordinator)
    made = {"slug": exchange.slug, "runs": runs, "cookie_name": settings.SESSION_COOKIE_NAME}
    json.dump(made | {"cookie": cookie_of(coordinator)}, sys.stdout)


if __name__ == "__main__":
    main()
