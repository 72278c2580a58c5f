"""What units have left becomes one result, whoever ran them: one machine, or the jobs of an array."""
