"""Seeds: whom to convince first."""
