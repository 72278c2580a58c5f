"""Keeping: the room on a higher floor that keeps runs in files and lets them branch; the package says which."""

home = ""
