"""Where things lie in the checkout that is tested."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "simulation" / "wordofmouth"
