"""Resources: where the rooms of data lie, in a checkout, an editable install and a wheel alike."""

from pathlib import Path

PACKAGE = Path(__file__).parent
# A checkout keeps the package in `simulation/`, and the other rooms beside that. In a wheel this is no folder of ours.
CHECKOUT = PACKAGE.parent.parent


def folder(room: str) -> Path:
    """Return the folder of a room of data: ``scenarios`` or ``experiments``.

    A wheel carries both inside the package. A checkout has them at its top, and so has an editable install, whose
    package lies in the checkout.
    """
    shipped = PACKAGE / "data" / room
    return shipped if shipped.is_dir() else CHECKOUT / room
