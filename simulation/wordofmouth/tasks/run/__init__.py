"""Run: replications of one scenario."""
