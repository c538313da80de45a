"""The nouns: plain frozen values that do no I/O and know no other room."""
