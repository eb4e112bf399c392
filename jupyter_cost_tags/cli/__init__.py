"""The command line: `jupyter cost-tags COMMAND`. The only package that prints."""

from .main import main

__all__ = ["main"]
