"""Record linkage: which records are one work, and what of them is best. Pure."""
