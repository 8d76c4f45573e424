"""Hypothesis tries the same examples at every run, so that a failure is always the change's own.

``HYPOTHESIS_PROFILE=search bin/test`` looks for new ones.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
