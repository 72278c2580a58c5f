"""The command ``wom``, also as ``python -m wordofmouth``."""

import gc
import sys


def main() -> None:
    """Run the command; it can be interrupted from its first moment on."""
    if sys.argv[1:2] == ["lab"]:
        from wordofmouth.lab.server.memory import begin_anew

        begin_anew()
    from wordofmouth.cli.interrupts import INTERRUPTS

    INTERRUPTS.watch()
    # What is imported is kept: to look through it for what is not takes a tenth of the time of importing.
    gc.set_threshold(20_000)
    try:
        from wordofmouth.cli.main import main as run
    except KeyboardInterrupt:
        INTERRUPTS.end()
    run()


if __name__ == "__main__":
    main()
