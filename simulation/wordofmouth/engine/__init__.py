"""What makes the model fast and repeatable: compiled kernels and addressed random numbers."""
