"""The arithmetic of an evaluation: pure functions over frozen dataclasses, Decimal in and out, no model and no clock."""
