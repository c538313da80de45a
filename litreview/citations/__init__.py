"""Citing: which work a line of a reference list means. Pure; candidates are passed in."""
