"""The command line: words in, rows out. No rules of its own."""
