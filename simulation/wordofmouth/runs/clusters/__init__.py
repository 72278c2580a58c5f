"""Clusters: tasks on the workers of a Dask scheduler, which need see no disk of whoever asks."""
