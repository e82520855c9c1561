"""A model in forms that other programs read: a script, a graph, a sheet of points."""
