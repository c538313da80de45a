"""The catalogues, one file each. Each turns answers of a service into what it said."""
