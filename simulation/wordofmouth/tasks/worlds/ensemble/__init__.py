"""The ensemble: sets that are simulated, which worlds they leave, and whether those hold what they say."""
