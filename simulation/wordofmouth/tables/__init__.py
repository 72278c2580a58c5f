"""Tables that users bring: from bytes to text, from text to rows, from rows to numbers and periods."""
