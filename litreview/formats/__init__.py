"""Reference files, one file each: entries and failures in, lines out."""
