"""Letter P: bias, fairness, privacy."""
