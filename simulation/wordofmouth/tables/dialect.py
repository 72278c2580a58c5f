"""What a user may say of how a table is written; whatever is not said is found out."""

import codecs
from typing import Literal, NamedTuple, get_args

from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.mistakes import mistake

Header = Literal["auto", "yes", "no"]
Decimal = Literal["auto", "point", "comma"]

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "blank": " ", "bar": "|"}


class Dialect(NamedTuple):
    """How a table is written.

    Attributes:
        encoding: of the text, as Python calls it; where empty, by its mark, UTF-8, or cp1252 where that fails.
        separator: what parts columns: comma, semicolon, tab, blank (any number of them) or bar; guessed where empty.
        header: whether the first row names the columns.
        decimal: what marks decimals; the other mark then parts thousands.
        sheet: which sheet of a workbook; where empty the only one that holds anything.
    """

    encoding: str = ""
    separator: str = ""
    header: Header = "auto"
    decimal: Decimal = "auto"
    sheet: str = ""

    def check(self, path: str) -> None:
        """Refuse what no table is written in.

        Raises:
            ValueError: with the nearest that there is.
        """
        if self.separator and self.separator not in (*SEPARATORS, *SEPARATORS.values()):
            raise mistake(path, f"`separator`: {self.separator!r} is not known; {nearest(self.separator, SEPARATORS)}")
        for name, value, known in (
            ("header", self.header, get_args(Header)),
            ("decimal", self.decimal, get_args(Decimal)),
        ):
            if value not in known:
                raise mistake(path, f"`{name}`: {value!r} is not known; {nearest(value, known)}")
        if self.encoding and not is_encoding(self.encoding):
            what = f"`encoding`: {self.encoding!r} is not known; use utf-8, utf-16, cp1252, latin-1, cp1250, mac-roman"
            raise mistake(path, what)

    @property
    def delimiter(self) -> str:
        """The character that parts columns; empty where it is to be found out."""
        return SEPARATORS.get(self.separator, self.separator)


def is_encoding(name: str) -> bool:
    """Tell whether texts can be in an encoding of this name."""
    try:
        # What turns bytes into bytes, as `zip`, is none.
        return isinstance(codecs.lookup(name).decode(b"")[0], str)
    except (LookupError, ValueError, TypeError, UnicodeError):
        return False
