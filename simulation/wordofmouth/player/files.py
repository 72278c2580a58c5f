"""Files: the scripts and styles that play a recording in a browser, for the lab and for pages without a server."""

from pathlib import Path

SCRIPT = Path(__file__).parent / "script"
