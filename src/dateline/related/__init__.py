"""Don't Miss: for each article the ones to read next, by what the texts say."""

import os

# What NumPy is used for here does not gain from threads, and starting them costs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
