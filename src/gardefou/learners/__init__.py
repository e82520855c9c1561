"""From a problem to a fitted model, cheapest first."""
