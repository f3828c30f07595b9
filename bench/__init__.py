"""Measurements against our limits; each is one command, and its results stand in `docs/bench.md`."""
