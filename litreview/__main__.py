"""``python -m litreview``: the same as the command ``litreview``."""

import sys

from litreview.cli.main import run

sys.exit(run())
