"""The kinds of capacities: each market registers its own."""

from dataclasses import dataclass

from pingzhun.base.registry import Registry


@dataclass(frozen=True)
class CapacityKind:
    """key: `market.capacity`. official: it oversees its whole jurisdiction (a reviewer). administers: it keeps the platform's
    own data, such as the calendar.
    """

    key: str
    title: str
    official: bool = False
    administers: bool = False


kinds: Registry[CapacityKind] = Registry("capacity kinds")
