"""The demonstrations that the markets bring: a market's package `demo` has `build`, and in its module `story` a `run`."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Protocol, TextIO, cast

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.cases.markets import markets


class Demo(Protocol):
    def build(self, now: datetime, *, mover: User) -> Sequence[DemoAccount]:
        """Fill the empty database of a demo by working at the market's desks. `mover` is in whose name the clock is moved.
        Returns the accounts for the log-in page, not yet saved.
        """


class Story(Protocol):
    def run(self, out: TextIO) -> None:
        """Drive one case through its whole course in a demo database, and tell of it."""


def demos() -> list[Demo]:
    return [
        cast(Demo, import_module(f"{config.name}.demo"))
        for config in apps.get_app_configs()
        if config.label in markets and module_has_submodule(config.module, "demo")
    ]


def stories() -> dict[str, Story]:
    """By the key of the market."""
    found: dict[str, Story] = {}
    for demo in demos():
        if module_has_submodule(demo, "story"):  # type: ignore[arg-type]  # a package is a module
            package = demo.__name__  # type: ignore[attr-defined]
            found[package.split(".")[-2]] = cast(Story, import_module(f"{package}.story"))
    return found
