"""Testing: what parts from anywhere are tried with."""
