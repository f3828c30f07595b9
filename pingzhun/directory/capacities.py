"""The kinds of capacities: each market registers its own."""

from dataclasses import dataclass

from pingzhun.base.registry import Registry


@dataclass(frozen=True)
class CapacityKind:
    """key: `market.capacity`. official: it oversees its whole jurisdiction (a reviewer). administers: it keeps the platform's
    own data, such as the calendar. opens: it takes part in opening what was sealed, with a key of its own.
    """

    key: str
    title: str
    official: bool = False
    administers: bool = False
    opens: bool = False


kinds: Registry[CapacityKind] = Registry("capacity kinds")
