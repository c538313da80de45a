"""The bench on which commands are tried."""

from tests.cli.made import bench

__all__ = ["bench"]
