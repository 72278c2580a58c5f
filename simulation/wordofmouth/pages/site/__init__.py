"""A whole static site: lessons, recorded presets, a front page, in every language."""
