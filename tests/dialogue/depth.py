"""How many examples a property test tries: 100, the same in each run; 2,000 new ones with DIALOGUE_TEST_DEPTH=deep."""

import os

from hypothesis import settings

settings.register_profile("dialogue", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile("dialogue-deep", max_examples=2_000, deadline=None)
DEEP = os.environ.get("DIALOGUE_TEST_DEPTH") == "deep"
DEPTH = settings.get_profile("dialogue-deep" if DEEP else "dialogue")
