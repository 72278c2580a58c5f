"""Validation: published numbers, and laws that must hold, beside what the models here give."""
