"""What several pages of the lab are made of."""
