"""Textbook models: published rules of diffusion, on the same networks, seeds and tables as ours."""
