"""Runs: replications of scenarios, in this process, in others or on a cluster."""
