"""Networks: who can talk to whom, and what is measured of it."""
