"""Launches in notebooks and scripts, found without running anything; standard library only."""
