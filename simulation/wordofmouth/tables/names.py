"""Names of columns, as they are compared."""


def plain(name: str) -> str:
    """Return a column's name as it is compared: without case, blanks and signs."""
    return "".join(filter(str.isalnum, name.casefold()))
