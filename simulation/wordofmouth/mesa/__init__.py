"""The Mesa model, whose agents are rows of tables."""
