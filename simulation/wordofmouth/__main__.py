"""``python -m wordofmouth`` is the command ``wom``."""

from wordofmouth.cli.main import main

main()
