"""Filters that a market adds to the list of its own notices, on the portal and in the feed."""

from dataclasses import dataclass

import django_filters

from pingzhun.base.registry import Registry


@dataclass(frozen=True)
class Narrowing:
    """key: the market. filters: of its notices; they stand with the general ones where only this market is looked at."""

    key: str
    filters: type[django_filters.FilterSet]


narrowings: Registry[Narrowing] = Registry("filters of notices")
register = narrowings.register
