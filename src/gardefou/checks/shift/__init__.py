"""Letter S: today is no longer like yesterday."""
