"""One table, wherever it lives; the engine that holds the rows does the work."""
