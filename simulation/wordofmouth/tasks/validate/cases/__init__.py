"""The cases: a published model or fact each, with what it says and what comes out here."""
