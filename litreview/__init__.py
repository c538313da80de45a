"""litreview: fetch, join, tag, trace and cite the works of a literature review."""

__version__ = "0.1.0"
