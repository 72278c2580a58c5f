"""Benchmarks: speed and memory on this machine, beside other tools."""
