"""Scenario discovery: under which values of its factors a finished sweep comes out as one wishes, or fears."""
