"""Dates: the day on which the first week of a scenario begins; and what its money is counted in."""

import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

# A currency's code or sign, without anything that a page or a sheet could take for its own.
CURRENCY = r"^[^<>&\"\x00-\x1f]*$"
# Weeks of any run have dates then.
_YEARS = range(1900, 2200)


def _written(value: Any) -> Any:
    # TOML has dates of its own.
    return value.isoformat() if type(value) is datetime.date else value


def _checked(value: str) -> str:
    if value:
        try:
            is_known = datetime.date.fromisoformat(value).year in _YEARS
        except ValueError:
            is_known = False
        if not is_known:
            raise ValueError("must be a day of the years 1900 to 2199, as in 2027-01-04")
    return value


Day = Annotated[str, BeforeValidator(_written), AfterValidator(_checked)]
