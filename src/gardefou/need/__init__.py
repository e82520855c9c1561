"""What is wanted: the goal, the price of each error, the limits."""
