"""An embedded server that speaks the services' wire formats over a sample of real works.

It is the offline demo, the tests' double and a laboratory for faults. What it serves is written
from the services' documents, not from our readers, or the two would agree in error.
"""
