"""References: the works that this project names, each by author and year, in one file of data."""
