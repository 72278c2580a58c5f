"""Words: one catalogue a language, for whatever is shown to people."""
