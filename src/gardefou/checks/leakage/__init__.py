"""Letter L: the answer hidden among the questions."""
