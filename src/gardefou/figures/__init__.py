"""Numbers in, SVG out: the one drawing hand of report, studio and notebooks."""
