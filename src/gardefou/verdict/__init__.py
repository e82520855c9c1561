"""Evidence in, decision out; pure, reads and writes nothing."""
