"""Lessons: questions in steps, the curves that their markets give, and how near a drawn one comes."""
