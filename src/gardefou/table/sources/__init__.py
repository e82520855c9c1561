"""The shelf of sources: one file for each kind of table that can be read."""
