"""What must survive: programs that break the platform on purpose. `make torture` runs them; results in `docs/torture.md`."""
