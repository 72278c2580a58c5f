"""Parquet: a table of it as the text of one, which is then read as any text is."""

from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.text import Text

MAGIC = b"PAR1"
# Rows of a table of people, sales or points; ties have their own reader, which takes many more.
MOST_ROWS = 10_000_000


def is_parquet(data: bytes) -> bool:
    """Tell whether bytes are Parquet."""
    return data.startswith(MAGIC) and data.endswith(MAGIC)


def parquet_text(path: str, data: bytes) -> Text:
    """Return a table as a text whose columns commas part, its first row their names; nothing where a cell is null.

    Raises:
        ValueError: if it is damaged, too long, or a column holds what no text can be.
    """
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data))
        if file.metadata.num_rows > MOST_ROWS:
            raise mistake(path, f"{file.metadata.num_rows:,} rows are more than {MOST_ROWS:,}, the most that are read")
        table = file.read()
        texts = [column.cast(pyarrow.string()) for column in table.columns]
        sink = pyarrow.BufferOutputStream()
        # Without its titles quoted a table of none would be a blank line.
        pyarrow.csv.write_csv(pyarrow.Table.from_arrays(texts, names=table.column_names), sink)
    except (pyarrow.ArrowException, UnicodeError, TypeError, OSError) as error:
        raise mistake(path, f"it cannot be read as Parquet: {str(error).partition(chr(10))[0]}") from None
    return Text(sink.getvalue().to_pybytes())
