"""Real data for tests, which the project does not hold: tests that are marked ``data`` need them.

They lie in the folder that the environment variable WORDOFMOUTH_DATA names, or in ``../shared/data`` beside the clone.
"""

import os
from pathlib import Path

GIVEN = "WORDOFMOUTH_DATA"
DATA = Path(os.environ.get(GIVEN) or Path(__file__).parents[2] / "shared" / "data")
ABSENT = f"real data are not here: {GIVEN}=DIR names their folder"
