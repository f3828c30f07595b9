"""The manifest of a market: what the kernel must know of it, declared in the market's own `market.py`."""

from dataclasses import dataclass

from pingzhun.base.registry import Registry
from pingzhun.directory.capacities import CapacityKind, kinds


@dataclass(frozen=True)
class Entrance:
    """A way into a market for one kind of organisation: its registration desk and its capacity (Y1); without one, for a person.
    verb: what its manual calls registering.
    """

    title: str
    summary: str
    capacity: CapacityKind | None
    desk: str
    verb: str = "入驻"


@dataclass(frozen=True)
class Market:
    """key: folder and URL. code_prefix: of case and notice numbers."""

    key: str
    title: str
    summary: str
    icon: str
    code_prefix: str
    capacities: tuple[CapacityKind, ...]
    entrances: tuple[Entrance, ...] = ()
    menu_icons: tuple[tuple[str, str], ...] = ()


markets: Registry[Market] = Registry("markets")


def register(market: Market) -> Market:
    for kind in market.capacities:
        kinds.register(kind)
    return markets.register(market)
