"""The accounting of a campaign: all that it costs, what it adds and what that is worth, each defined once."""
