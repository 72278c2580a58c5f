"""Given data: what the factors of any finished sweep do to an outcome, without another run."""
