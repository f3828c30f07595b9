"""The kinds of capacities: each market registers its own."""

from dataclasses import dataclass

from pingzhun.base.registry import Registry


@dataclass(frozen=True)
class CapacityKind:
    """key: `market.capacity`. official: it oversees its whole jurisdiction (a reviewer) and not only its own matters."""

    key: str
    title: str
    official: bool = False


kinds: Registry[CapacityKind] = Registry("capacity kinds")
