"""How often the public page may be asked."""

from datetime import timedelta

from accounts.limits import Limit

# An admissions office checks a whole list from one network; a code has 140 random bits, so guessing is no concern.
VERIFY_PER_NETWORK = Limit("verify.network", 120, timedelta(minutes=10))
