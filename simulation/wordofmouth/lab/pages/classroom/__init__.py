"""The page of a class: teams, one market, one budget, a board."""
