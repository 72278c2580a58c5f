"""TOML: what users write of scenarios, designs, goals and lessons, read within bounds and written."""
