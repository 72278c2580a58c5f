"""Pages that need no server: recorded runs as one HTML file that anybody can open."""
