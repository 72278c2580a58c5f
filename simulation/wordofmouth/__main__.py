"""The command ``wom``, also as ``python -m wordofmouth``."""


def main() -> None:
    """Run the command; it can be interrupted from its first moment on."""
    from wordofmouth.cli.interrupts import INTERRUPTS

    INTERRUPTS.watch()
    try:
        from wordofmouth.cli.main import main as run
    except KeyboardInterrupt:
        INTERRUPTS.end()
    run()


if __name__ == "__main__":
    main()
