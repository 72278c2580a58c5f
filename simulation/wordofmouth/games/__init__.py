"""Games: those that come along, what campaigns come to in their markets, and how they rank; in the lab and on pages."""
