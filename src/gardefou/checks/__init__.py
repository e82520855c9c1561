"""The guard rails: one fault, one file."""
