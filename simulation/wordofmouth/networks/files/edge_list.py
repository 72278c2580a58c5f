"""Texts of ties: a tie in each row, or a matrix, or lists of contacts, as :mod:`shapes` takes them for."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.networks.files import rows as text_rows
from wordofmouth.networks.files.columns import (
    END_NAMES,
    Columns,
    Found,
    asks_by_name,
    ends_note,
    find_columns,
    unused,
)
from wordofmouth.networks.files.lists import list_ties
from wordofmouth.networks.files.literals import has_braces, with_columns
from wordofmouth.networks.files.matrix import matrix_ties
from wordofmouth.networks.files.people import coded, people_of
from wordofmouth.networks.files.shapes import (
    as_people,
    as_tie,
    is_counting,
    is_node_table,
    is_number,
    look_at,
)
from wordofmouth.networks.files.ties import Choice, Ties, check_size
from wordofmouth.networks.files.weights import weights_of
from wordofmouth.tables.mistakes import Reading, ambiguous, guess, line, mistake
from wordofmouth.tables.names import plain
from wordofmouth.tables.text import Text
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pyarrow

_LONGEST_ROW = 2**24
# Fewer rows than these are no sign of anything.
_FEWEST_ROWS = 3
# What is told of a tie beside its ends, in front of them.
_BESIDE_NAMES = (
    "", "id", "index", "nr", "no", "num", "number", "row", "rowid", "edge", "edgeid", "tie", "tieid", "key", "unnamed0",
    "time", "timestamp", "date", "datetime", "t", "day", "week", "month", "year", "hour",
)  # fmt: skip


class _Parsed(NamedTuple):
    """What was read of a text, a tie in each row.

    Attributes:
        header: whether the first row holds titles; ``titles`` number the columns if not.
        codes: (2, rows) places of the ends among the ``names``, the titles among them.
        strength, kind: the texts of these columns, the titles among them.
    """

    header: bool
    titles: list[str]
    matched: Found
    names: "pyarrow.StringArray"
    codes: np.ndarray
    strength: "pyarrow.ChunkedArray | None"
    kind: "pyarrow.ChunkedArray | None"


class TextTies:
    """The ties of one text.

    Fields are parted by tabs, semicolons, commas or blanks, whichever parts the first rows alike. Lines that start
    with ``#`` or ``%`` are comments. The first row holds the names of the columns if the user names one, or if the
    two ends that it has are no numbers and occur nowhere else.
    """

    def __init__(self, path: str, text: Text, choice: Choice) -> None:
        self.path, self.choice, self.notes = path, choice, [*text.notes]
        head = text_rows.without_head(text.data + b"\n")
        self.directed = head.directed
        whole, self._comments = text_rows.without_comments(head.text)
        sample = text_rows.sample_of(whole)
        if not sample:
            raise mistake(path, "it holds no ties")
        self.text, self.sample = whole, sample
        if has_braces(sample):
            self.delimiter = "\t"
            return
        self.delimiter = choice.dialect.delimiter or text_rows.delimiter_among(sample) or self._of_ragged(sample)
        folded = text_rows.folded(path, head.text, self.delimiter) if b'"' in head.text else head.text
        self._pass_over_comments(folded)
        if self.delimiter == " ":
            self.text = text_rows.with_single_blanks(self.text)

    def read(self) -> Ties:
        """Return the ties.

        Raises:
            ValueError: with the line of what is wrong.
            ChoiceError: if the text can be read in several ways.
        """
        if has_braces(self.sample):
            self._write_braces_as_columns()
        rows = [text_rows.fields(row, self.delimiter) for row in self.sample]
        n_rows = text_rows.count(self.text, len(rows[0]))
        look = look_at(self.path, rows, n_rows, self.choice, self._lazily())
        self.notes += look.notes
        if look.shape == "matrix":
            ties = matrix_ties(self.path, self._every(), look.labels, self.choice)
        elif look.shape == "lists":
            ties = list_ties(self.path, self._every(), look.contacts, look.header)
        else:
            ties = self._tie_rows(rows)
        return self._obeyed(ties._replace(notes=(*self.notes, *ties.notes)))

    def _obeyed(self, ties: Ties) -> Ties:
        """Return the ties with the direction that a comment gives them, if no column does."""
        if self.directed is None or ties.one_way is not None:
            return ties
        note = guess(f"a comment calls the ties {'' if self.directed else 'un'}directed", influence="mutual")
        one_way = np.full(len(ties.source), self.directed, np.bool_)
        return ties._replace(one_way=one_way, notes=(*ties.notes, note) if self.directed else ties.notes)

    def _of_ragged(self, sample: list[bytes]) -> str:
        """Return what parts rows that are not of one length; nothing parts a single column."""
        for delimiter, sign in (("\t", b"\t"), (";", b";"), (",", b","), (" ", b" ")):
            if sum(sign in row.strip() for row in sample) * 2 > len(sample):
                return delimiter
        what = "it has one column only; a row names both ends of a tie, parted by a comma, semicolon, tab or blank"
        raise mistake(self.path, what)

    def _pass_over_comments(self, text: bytes) -> None:
        """Leave comments out, and count them; below titles a row that begins with their sign may be a person."""
        titles = text_rows.fields(self.sample[0], self.delimiter)
        names = set(map(plain, titles))
        is_titled = any(set(pair) <= names for pair in END_NAMES) or asks_by_name(self.choice, titles)
        people = [number for number in self._comments if is_titled and self._may_be_row(text, number, len(titles))]
        if people:
            signed = set(people)
            away = [number for number in self._comments if number not in signed]
            self.text = text_rows.without_some(text, away)
            what = counted(len(people), "row begins", "rows begin")
            self.notes.append(f"{what} with the sign of comments and was read like any other, below titles")
        else:
            away = self._comments
            self.text, _ = text_rows.without_comments(text)
        if away:
            what = counted(len(away), "comment was", "comments were")
            self.notes.append(f"{what} passed over below the first row; a name that begins so stands in quotes")
        self.sample = text_rows.sample_of(self.text)

    def _may_be_row(self, text: bytes, number: int, width: int) -> bool:
        row = _row(text, number)
        sign = row.lstrip()[1:2]
        return bool(sign.strip()) and sign not in b"#%" and len(text_rows.fields(row, self.delimiter)) == width

    def _write_braces_as_columns(self) -> None:
        titles, rows = with_columns(self.path, list(text_rows.rows_of(self.text)))
        lines = io.StringIO()
        writer = csv.writer(lines, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(titles)
        for _, fields in rows:
            writer.writerow(fields)
        self.text, self.delimiter = lines.getvalue().encode(), "\t"
        self.sample = text_rows.sample_of(self.text)

    def _lazily(self) -> Iterator[list[str]]:
        """Iterate over the fields of all rows; of a large file they are seldom wanted."""
        for _, row in text_rows.rows_of(self.text):
            yield text_rows.fields(row, self.delimiter)

    def _every(self) -> list[tuple[int, list[str]]]:
        return [(number, text_rows.fields(row, self.delimiter)) for number, row in text_rows.rows_of(self.text)]

    def _tie_rows(self, rows: list[list[str]]) -> Ties:
        parsed = self._parsed(rows)
        parsed = self._checked(parsed, rows)
        header, titles, matched = parsed.header, parsed.titles, parsed.matched
        columns = matched.columns

        def place(tie: int) -> str:
            number, _ = next(itertools.islice(text_rows.rows_of(self.text), tie + header, None))
            return line(number)

        notes = []
        if header and matched.by_place:
            named = ", ".join(filter(None, titles))
            notes.append(guess(f"{place(-1)} was read as the names of the columns: {named}", header="no"))
        strength: np.ndarray | None = None
        weight_notes: tuple[str, ...] = ()
        if parsed.strength is not None and columns.strength is not None:
            texts = parsed.strength[int(header) :]
            strength, weight_notes = weights_of(
                self.path,
                titles[columns.strength],
                texts,
                place,
                self.choice,
                self.delimiter,
                matched.strength_by,
            )
            if strength is None:
                columns = columns._replace(strength=None)
        one_way = _kinds(parsed.kind[int(header) :]) if parsed.kind is not None else None
        if one_way is None:
            columns = columns._replace(kind=None)
        people = people_of(self.path, parsed.names, parsed.codes[:, int(header) :], place, self.choice.ids == "exact")
        notes += [*weight_notes, *unused(titles, columns), *people.notes]
        by = "" if strength is None or columns.strength is None else titles[columns.strength]
        names = people.names
        if text_rows.FOLD.encode() in self.text:
            names = [name.replace(text_rows.FOLD, "\n") for name in names]
        return Ties(names, people.source, people.target, strength, one_way, None, tuple(notes), by)

    def _parsed(self, rows: list[list[str]], columns: Columns | None = None) -> _Parsed:
        """Return the columns of the ties; the ends are guessed unless they are given."""
        titles, width, asked = rows[0], len(rows[0]), self.choice.dialect.header
        numbered = [f"column {c + 1}" for c in range(width)]
        matched = find_columns(self.path, titles if asked != "no" else numbered, rows, self.choice)
        if columns is not None:
            matched = matched._replace(columns=columns)
        names, codes, strength, kind = self._read_columns(matched.columns, width)
        ends = [titles[c] for c in matched.columns.ends]
        header = asked == "yes" or (
            asked == "auto" and (asks_by_name(self.choice, titles) or _is_header(ends, codes, rows[0]))
        )
        if header:
            return _Parsed(True, titles, matched, names, codes, strength, kind)
        unnamed = find_columns(self.path, numbered, rows, self.choice)
        if columns is not None:
            unnamed = unnamed._replace(columns=columns._replace(strength=unnamed.columns.strength, kind=None))
        if unnamed.columns != matched.columns:
            names, codes, strength, kind = self._read_columns(unnamed.columns, width)
        return _Parsed(False, numbered, unnamed, names, codes, strength, kind)

    def _checked(self, parsed: _Parsed, rows: list[list[str]]) -> _Parsed:
        """Return the ties as they are, or with ends in other columns, where the same names are; or put the choice."""
        choice, matched = self.choice, parsed.matched
        body = rows[int(parsed.header) :]
        is_missing = any(not all(row[c] for c in matched.columns.ends) for row in body)
        if choice.shape == "ties" or not matched.by_place or not body or is_missing:
            return parsed
        used = [np.unique(codes) for codes in parsed.codes[:, int(parsed.header) :]]
        shared = len(np.intersect1d(used[0], used[1]))
        if parsed.header and is_node_table(parsed.titles):
            what = f"its columns are {', '.join(map(repr, parsed.titles[:4]))}, as of a table of people"
            raise ambiguous(self.path, what, [as_people(body[0]), as_tie(body[0], {"shape": "ties"}, choice)])
        ends = matched.columns.ends
        if shared and set(parsed.names.take(np.concatenate(used)).to_pylist()) == {"0", "1"} and len(body) > 1:
            what = "all names are 0 and 1, so it may be a matrix"
            matrix = Reading("matrix", "a row and a column are a person each", {"shape": "matrix"})
            raise ambiguous(self.path, what, [matrix, as_tie(body[0], {"shape": "ties"}, choice)])
        if len(rows) < _FEWEST_ROWS:
            return parsed
        return self._elsewhere(parsed, rows, body, ends, bool(shared))

    def _elsewhere(
        self, parsed: _Parsed, rows: list[list[str]], body: list[list[str]], ends: tuple[int, int], shared: bool
    ) -> _Parsed:
        """Return the ties where the same names are in two columns; put the choice if they are in several pairs."""
        width = len(rows[0])
        is_number_of_row = width > 2 and is_counting([row[ends[0]] for row in body]) and ends[0] == 0
        if shared and not is_number_of_row:
            return parsed
        columns = [{row[c] for row in body if row[c]} for c in range(width)]
        strength, kind = parsed.matched.columns[2:]
        free = [c for c in range(width) if len(columns[c]) > 1 and c not in (strength, kind)]
        pairs = [(a, b) for a, b in itertools.combinations(free, 2) if columns[a] & columns[b]]
        if shared:
            # It begins with a number that counts, and may be a person's all the same.
            pairs = [pair for pair in pairs if 0 not in pair]
            if not pairs:
                return parsed
            options = {"source": str(pairs[0][0] + 1), "target": str(pairs[0][1] + 1)}
            readings = [
                as_tie([body[0][c] for c in pairs[0]], options, self.choice, f" below {parsed.titles[0]!r}, a number"),
                as_tie(body[0], {"shape": "ties"}, self.choice),
            ]
            raise ambiguous(self.path, "its first column counts the rows", readings)
        if len(pairs) == 1 and self._is_plain(parsed, columns, ends, pairs[0]):
            chosen = Columns(*pairs[0], strength, kind)
            self.notes.append(ends_note(parsed.titles, chosen))
            return self._parsed(rows, chosen)
        if not pairs:
            what = f"no name is both in {parsed.titles[ends[0]]!r} and in {parsed.titles[ends[1]]!r}"
            readings = [as_people(body[0]), as_tie([body[0][c] for c in ends], {"shape": "ties"}, self.choice)]
            raise ambiguous(self.path, what, readings)
        readings = [
            as_tie(
                [body[0][a], body[0][b]],
                {"source": str(a + 1), "target": str(b + 1)},
                self.choice,
                f" between {parsed.titles[a]!r} and {parsed.titles[b]!r}",
            )
            for a, b in [*pairs[:4], *([ends] if len(pairs) == 1 else [])]
        ]
        why = f"no name is both in {parsed.titles[ends[0]]!r} and in {parsed.titles[ends[1]]!r}"
        hint = " (names with blanks are parted by tabs, or stand in quotes)" if self.delimiter == " " else ""
        raise ambiguous(self.path, f"{why}, and the same names are in other columns{hint}", readings)

    def _is_plain(self, parsed: _Parsed, columns: list[set[str]], ends: tuple[int, int], pair: tuple[int, int]) -> bool:
        """Tell whether what stands beside a pair of columns is nobody: a number beside names, a time, an id."""
        beside = next((c for c in ends if c not in pair), None)
        if beside is None:
            return False
        if parsed.header and plain(parsed.titles[beside]) in _BESIDE_NAMES:
            return True
        # Numbers, dates and times begin with a digit.
        are_numbers = all(cell[0].isdigit() for cell in columns[beside])
        return are_numbers and not any(map(is_number, columns[pair[0]] | columns[pair[1]]))

    def _read_columns(
        self, columns: Columns, width: int
    ) -> "tuple[pyarrow.StringArray, np.ndarray, pyarrow.ChunkedArray | None, pyarrow.ChunkedArray | None]":
        """Return the distinct names, the place among them of the ends of each row, its strength and kind as texts."""
        import pyarrow
        import pyarrow.csv

        wanted = [c for c in columns if c is not None]
        titles = [f"f{c}" for c in wanted]
        text = self.text
        try:
            table = pyarrow.csv.read_csv(
                pyarrow.BufferReader(text),
                pyarrow.csv.ReadOptions(block_size=_LONGEST_ROW, autogenerate_column_names=True),
                pyarrow.csv.ParseOptions(delimiter=self.delimiter),
                pyarrow.csv.ConvertOptions(
                    check_utf8=False,
                    include_columns=titles,
                    column_types=dict.fromkeys(titles, pyarrow.string()),
                    strings_can_be_null=False,
                ),
            )
            # A quote that is not closed swallows the end of its line, and what follows.
            broken = b'"' in text and table.num_rows != sum(1 for _ in text_rows.rows_of(text))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
            broken = True
        if broken:
            raise self._misfit(width)
        check_size(self.path, 2, table.num_rows)
        by_place = dict(zip(wanted, table.columns, strict=True))
        strength = None if columns.strength is None else by_place[columns.strength]
        kind = None if columns.kind is None else by_place[columns.kind]
        return *coded([by_place[c] for c in columns.ends]), strength, kind

    def _misfit(self, width: int) -> ValueError:
        """Return the error that says which row has other fields than the first."""
        for number, row in text_rows.rows_of(self.text):
            try:
                n_fields = len(text_rows.fields(row, self.delimiter, strict=True))
            except csv.Error as error:
                return mistake(self.path, f"it cannot be parted into fields ({error}); close every quote", line(number))
            if n_fields != width:
                what = f"{counted(n_fields, 'field')}, where the first row has {width}"
                return mistake(self.path, what, line(number))
            if len(row) >= _LONGEST_ROW:
                return mistake(self.path, f"the row is longer than {_LONGEST_ROW:,} bytes", line(number))
        return mistake(self.path, "it cannot be read as rows of fields")


def _row(text: bytes, number: int) -> bytes:
    return next(itertools.islice(io.BytesIO(text), number - 1, None), b"").removesuffix(b"\n")


def _is_header(ends: list[str], codes: np.ndarray, titles: Sequence[str]) -> bool:
    if not all(ends) or any(map(is_number_text, ends)):
        return False
    if codes.shape[1] < 2:
        return tuple(end.strip().lower() for end in ends) in END_NAMES
    return all(np.count_nonzero(codes == code) == 1 for code in codes[:, 0])


def is_number_text(field: str) -> bool:
    """Tell whether Python reads a text as a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def _kinds(texts: "pyarrow.ChunkedArray") -> np.ndarray | None:
    """Return which ties are directed, from a column of words; None if it says something else."""
    import pyarrow
    import pyarrow.compute as compute

    words = {"directed": True, "undirected": False, "mutual": False, "true": True, "false": False}
    lowered = compute.utf8_lower(compute.utf8_trim_whitespace(texts))
    matched = compute.index_in(lowered, value_set=pyarrow.array(list(words)))
    if matched.null_count or not len(texts):
        return None
    return np.array(list(words.values()))[matched.to_numpy()]
