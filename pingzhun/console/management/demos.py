"""The demonstrations that the markets bring: a market's package `demo` has `plan`, in its module `story` a `run`, and in its
module `walk` a `ground`; or some of them.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from io import TextIOBase
from typing import Any, Protocol, cast

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from pingzhun.accounts.models import DemoAccount
from pingzhun.cases.markets import markets
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.diary import Diary
from pingzhun.filings.walking import Ground


class Demo(Protocol):
    def plan(self, diary: Diary) -> Callable[[], Sequence[DemoAccount]]:
        """Found whoever is there from the beginning and plan what the others do at the market's desks. All markets live in one
        diary, so that all are busy on its last day. What is returned gives, when everything has taken place, the accounts
        for the log-in page, not yet saved.
        """

    def seal(self, signers: Mapping[str, Signer]) -> None:
        """Go on when there are certificates: what is sealed online. signers: by the log-in name of who was given one."""


Story = Callable[[TextIOBase], None]
"""Drives one case through its whole course in a demo database, and tells of it. Raises Refused where that cannot be."""


def demos() -> list[Demo]:
    found = [import_module(name) for name in _packages().values()]
    return [cast(Demo, package) for package in found if hasattr(package, "plan")]


def stories() -> dict[str, dict[str, Story]]:
    """By the key of the market: `run` of its module `story` as "", and each `run_<variant>` beside it by its variant."""
    return {
        key: {
            name.removeprefix("run").removeprefix("_"): function
            for name, function in vars(module).items()
            if (name == "run" or name.startswith("run_")) and function.__module__ == module.__name__
        }
        for key, module in _modules("story").items()
    }


def grounds() -> dict[str, Ground]:
    """Where the casts walk at random, by the key of the market."""
    return {key: module.ground for key, module in _modules("walk").items()}


def _modules(name: str) -> dict[str, Any]:
    found = {key: import_module(package) for key, package in _packages().items()}
    return {
        key: import_module(f"{package.__name__}.{name}")
        for key, package in found.items()
        if module_has_submodule(package, name)
    }


def _packages() -> dict[str, str]:
    """The names of the markets' packages `demo`."""
    return {
        config.label: f"{config.name}.demo"
        for config in apps.get_app_configs()
        if config.label in markets and module_has_submodule(config.module, "demo")
    }
