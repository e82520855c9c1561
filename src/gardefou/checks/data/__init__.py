"""Letter D: faults of the table itself."""
