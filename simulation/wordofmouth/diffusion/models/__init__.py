"""Textbook models: published rules of diffusion, on the same networks, luck and tables as ours."""
