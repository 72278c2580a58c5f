"""Peers: who adopted when, and whether those who were exposed did so sooner."""
