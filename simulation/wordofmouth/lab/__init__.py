"""The lab: the market live in a web page, for a class, a meeting and a desk."""
