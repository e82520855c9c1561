"""The few sequences of all this: audit, train, predict."""
