"""Studies that travel: what a result rests on, and a study in one file that is made again elsewhere."""
