"""What the worker does again and again.

An app that stands above this one registers in code; an app that stands below or beside it names its functions in its
AppConfig, where this app finds them:

    periodic = (("ledger.sequence", timedelta(seconds=10), "pingzhun.ledger.log.sequence"),)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pingzhun.base.registry import Registry


class Function(Protocol):
    def __call__(self, *, now: datetime) -> object:
        """Do what there is to do at `now`. Return how much was done, as an int, if it may have made work for others.

        It runs outside a transaction and may run in two workers at once: it must lock what it changes.
        """


@dataclass(frozen=True)
class Periodic:
    key: str
    every: timedelta
    function: Function


periodics: Registry[Periodic] = Registry("periodic functions")


def register(key: str, *, every: timedelta, function: Function) -> Periodic:
    """Call `function` when a worker starts and again `every` so long after it has returned."""
    return periodics.register(Periodic(key, every, function))
