"""Keeping: the module on a higher floor that keeps runs in files; the package says which as it is imported."""

home = ""
