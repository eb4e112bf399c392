"""Serve an empty account until the input ends: `python -m …embedded_aws [PORT]`.

The first line on stdout is the environment to export, as JSON.
"""

from __future__ import annotations

import json
import sys

from .server import EmbeddedAws


def main() -> None:
    """Run in the foreground; whoever started it ends it by closing its stdin."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with EmbeddedAws(port=port) as aws:
        sys.stdout.write(json.dumps(aws.environment()) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
