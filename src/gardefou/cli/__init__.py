"""Words to flows."""
