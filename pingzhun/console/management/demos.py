"""The demonstrations that the markets bring: a market's package `demo` has `build`, and in its module `story` a `run`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from io import TextIOBase
from typing import Protocol, cast

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.cases.markets import markets
from pingzhun.documents.seals.keys import Signer


class Demo(Protocol):
    def build(self, now: datetime, *, mover: User) -> Sequence[DemoAccount]:
        """Fill the empty database of a demo by working at the market's desks. `mover` is in whose name the clock is moved.
        Returns the accounts for the log-in page, not yet saved.
        """

    def seal(self, signers: Mapping[str, Signer]) -> None:
        """Go on when there are certificates: what is sealed online. signers: by the log-in name of who was given one."""


class Story(Protocol):
    def run(self, out: TextIOBase) -> None:
        """Drive one case through its whole course in a demo database, and tell of it. Raises Refused where that cannot be."""


def demos() -> list[Demo]:
    return [cast(Demo, import_module(name)) for name in _packages().values()]


def stories() -> dict[str, Story]:
    """By the key of the market."""
    found = {key: import_module(name) for key, name in _packages().items()}
    return {
        key: cast(Story, import_module(f"{package.__name__}.story"))
        for key, package in found.items()
        if module_has_submodule(package, "story")
    }


def _packages() -> dict[str, str]:
    """The names of the markets' packages `demo`."""
    return {
        config.label: f"{config.name}.demo"
        for config in apps.get_app_configs()
        if config.label in markets and module_has_submodule(config.module, "demo")
    }
