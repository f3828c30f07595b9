"""A list of kinds that lives in code: each app adds its own at start-up, nothing central is edited."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Registry(Generic[Entry]):
    """Entries by their `key`, in the order in which they were registered."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._entries: dict[str, Entry] = {}

    def register(self, entry: Entry) -> Entry:
        """Add and return the entry. Raises ValueError if another entry has its key."""
        known = self._entries.setdefault(entry.key, entry)
        if known is not entry:
            raise ValueError(f"{self.title}: two entries are called {entry.key!r}")
        return entry

    def get(self, key: str) -> Entry:
        """Raises KeyError, naming the registry, if there is no such entry."""
        try:
            return self._entries[key]
        except KeyError:
            raise KeyError(f"{self.title}: nothing is called {key!r}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
