"""The graph of who cites whom. Pure; neighbours are passed in."""
