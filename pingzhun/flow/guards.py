"""Guards: facts that must hold before an act. A refusal is a sentence for the person, with the article where there is one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Actor(Protocol):
    """What the machine asks of an actor; `directory.actors.Actor` is the real one."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def organisation_id(self) -> int | None: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Refusal:
    sentence: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}（{self.article}）" if self.article else self.sentence


class Refused(Exception):  # noqa: N818 -- it is a decision, not a fault
    """An act that may not be done now; `refusals` says every reason."""

    def __init__(self, *refusals: Refusal | str) -> None:
        self.refusals = tuple(each if isinstance(each, Refusal) else Refusal(each) for each in refusals)
        super().__init__("；".join(str(each) for each in self.refusals))


Check = Callable[..., str | None]


@dataclass(frozen=True)
class Guard:
    """`check(subject, actor=…, now=…)` returns None where the fact holds, or else the sentence that refuses.

    label: the fact, as the checklist shows it before anybody types anything.
    """

    label: str
    check: Check
    article: str = ""

    def refusal(self, subject: Any, *, actor: Actor, now: datetime) -> Refusal | None:
        sentence = self.check(subject, actor=actor, now=now)
        return Refusal(sentence, self.article) if sentence else None


def guard(label: str, *, article: str = "") -> Callable[[Check], Guard]:
    """Make a guard of a function: `@guard("报名尚未截止")`."""
    return lambda check: Guard(label, check, article)


def refusals_of(guards: Iterable[Guard], subject: Any, *, actor: Actor, now: datetime) -> list[Refusal]:
    found = (each.refusal(subject, actor=actor, now=now) for each in guards)
    return [refusal for refusal in found if refusal]
