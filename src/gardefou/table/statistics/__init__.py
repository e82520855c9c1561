"""Questions to the engine: one statistic, one file; drop a file here to ask another."""
