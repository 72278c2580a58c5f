"""Reports: a result as one HTML file for whoever has to decide."""
