"""The machine: courses declared once, and one door per state.

A course is declared in a market's `course.py`; its models import it for the states and the trigger. It drives the stepper,
the diagram, the exhaustive tests and the PostgreSQL trigger, so that these cannot disagree.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from pingzhun.base.registry import Registry
from pingzhun.base.triggers import FirmTrigger
from pingzhun.flow.guards import Actor, Guard, Refusal, Refused, refusals_of
from pingzhun.ledger import log
from pingzhun.ui.components import Stage, StageStatus

Subject = TypeVar("Subject", bound=models.Model)
Permission = Callable[[Actor, Any], bool]


def anyone(actor: Actor, subject: Any) -> bool:
    """For transitions whose caller has already been decided by a desk: who files and who reviews is checked there."""
    return True


@dataclass(frozen=True)
class Milestone:
    """A step of the stepper and the states that belong to it."""

    title: str
    states: tuple[str, ...]


class Transition:
    """One arrow, or several to one target. Calling it is the only way to pass along it.

    `transition(subject, actor=…, now=…, **arguments)` locks the subject's row, checks source, permission and guards, runs the
    body with the locked row, writes the record and the ledger entry, saves, and brings the caller's object up to date; all
    in one transaction. Raises Refused. Returns the subject.
    """

    def __init__(
        self,
        course: "Course",
        body: Callable[..., None],
        *,
        title: str,
        sources: Sequence[str],
        target: str | None,
        permission: Permission,
        guards: Sequence[Guard],
        undoes: bool,
    ) -> None:
        self.course, self.body, self.title, self.undoes = course, body, title, undoes
        self.name: str = body.__name__
        self.__doc__ = body.__doc__
        self.sources, self.target = tuple(sources), target
        self.permission, self.guards = permission, tuple(guards)

    def __repr__(self) -> str:
        return f"<Transition {self.course.key}.{self.name}>"

    @property
    def edges(self) -> list[tuple[str, str]]:
        return [(source, self.target or source) for source in self.sources]

    def refusals(self, subject: Any, *, actor: Actor, now: datetime) -> list[Refusal]:
        """Every reason why `actor` may not do this now; empty where they may. Serves the greyed-out button as well as the
        enforcement.
        """
        state = self.course.state_of(subject)
        if state not in self.sources:
            return [Refusal(f"当前状态为“{self.course.label(state)}”，不能{self.title}。")]
        if not self.permission(actor, subject):
            return [Refusal(f"您没有{self.title}的权限。")]
        return refusals_of(self.guards, subject, actor=actor, now=now)

    def __call__(
        self, subject: Subject, *, actor: Actor, now: datetime, note: str | None = None, **arguments: Any
    ) -> Subject:
        with transaction.atomic():
            locked = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
            self.of_locked(locked, actor=actor, now=now, note=note, **arguments)
        for field in subject._meta.concrete_fields:
            setattr(subject, field.attname, getattr(locked, field.attname))
        return subject

    def of_locked(
        self, locked: Subject, *, actor: Actor, now: datetime, note: str | None = None, **arguments: Any
    ) -> Subject:
        """The same for a row that the caller has read and locked in a transaction that a refusal ends: without a lock and a
        savepoint of its own.
        """
        refusals = self.refusals(locked, actor=actor, now=now)
        if refusals:
            raise Refused(*refusals)
        before = values_of(locked)
        self.body(locked, actor=actor, now=now, **arguments)
        source = self.course.state_of(locked)
        target = self.target or source
        setattr(locked, self.course.field, target)
        self.course.record(
            locked,
            transition=self.name,
            title=self.title,
            source=source,
            target=target,
            actor=actor,
            note=note,
            changes=differences(before, values_of(locked)),
            now=now,
        )
        locked.save()
        return locked


def values_of(subject: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(subject, field.attname) for field in subject._meta.concrete_fields}


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Changed values as JSON can hold them, by field: [before, after]."""
    encode = partial(_plain, DjangoJSONEncoder())
    return {
        name: [encode(before[name]), encode(value)] for name, value in after.items() if before[name] != value
    }


def _plain(encoder: DjangoJSONEncoder, value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, bool | int | str | list | dict)
        else encoder.default(value)
    )


class Course:
    """States, arrows and milestones of one kind of thing.

    key: `market.thing`. field: the column that holds the state. initial: where `start` puts a new row. final: states that need
    no way out. failed: those of the final ones that the stepper shows as broken off. start_title: what the first record says.
    """

    def __init__(
        self,
        key: str,
        *,
        title: str,
        states: type[models.TextChoices],
        initial: str,
        final: Iterable[str],
        failed: Iterable[str] = (),
        milestones: Sequence[Milestone] = (),
        field: str = "state",
        start_title: str = "创建",
    ) -> None:
        self.key, self.title, self.states, self.field = key, title, states, field
        self.start_title = start_title
        self.initial, self.final, self.failed = initial, frozenset(final), frozenset(failed)
        self.milestones = tuple(milestones)
        self.transitions: dict[str, Transition] = {}
        courses.register(self)

    def transition(
        self,
        title: str,
        *,
        sources: Sequence[str],
        target: str | None = None,
        permission: Permission = anyone,
        guards: Sequence[Guard] = (),
        undoes: bool = False,
    ) -> Callable[[Callable[..., None]], Transition]:
        """Declare an arrow by the function that is its body. Without a target the state stays as it is. undoes: it leads back out
        of a final state, because what was done is undone.
        """

        def declare(body: Callable[..., None]) -> Transition:
            declared = Transition(
                self,
                body,
                title=title,
                sources=sources,
                target=target,
                permission=permission,
                guards=guards,
                undoes=undoes,
            )
            if declared.name in self.transitions:
                raise ValueError(f"{self.key}: two transitions are called {declared.name!r}")
            self.transitions[declared.name] = declared
            return declared

        return declare

    def start(self, subject: Subject, *, actor: Actor, now: datetime, note: str | None = None) -> Subject:
        """Insert a new row in the initial state, with its first record."""
        setattr(subject, self.field, self.initial)
        with transaction.atomic():
            subject.save(force_insert=not subject.pk)
            self.record(
                subject,
                transition="start",
                title=self.start_title,
                source="",
                target=self.initial,
                actor=actor,
                note=note,
                changes={},
                now=now,
            )
        return subject

    def record(self, subject: models.Model, *, actor: Actor, now: datetime, **values: Any) -> None:
        from pingzhun.flow.models import TransitionRecord

        record = TransitionRecord.objects.create(
            course=self.key,
            object_id=subject.pk,
            actor_id=actor.user_id,
            actor_label=actor.label,
            at=now,
            **values,
        )
        log.append(**record.entry)

    def state_of(self, subject: Any) -> str:
        return str(getattr(subject, self.field))

    def label(self, state: str) -> str:
        return str(self.states(state).label)

    @property
    def edges(self) -> set[tuple[str, str]]:
        return {edge for each in self.transitions.values() for edge in each.edges}

    def reachable(self, *, start: str | None = None) -> set[str]:
        """Every state to which some path leads from `start` (the initial one)."""
        seen, frontier = set(), [start or self.initial]
        while frontier:
            state = frontier.pop()
            if state not in seen:
                seen.add(state)
                frontier += [target for source, target in self.edges if source == state]
        return seen

    def trigger(self, *, pk_column: str = "id") -> pgtrigger.Trigger:
        """The trigger for `Meta.triggers`: refuses a first state that is not the initial one, an arrow that was not declared,
        and a change of state without its record in the same transaction.
        """
        arrows = ", ".join(f"('{a}', '{b}')" for a, b in sorted(self.edges) if a != b)
        return FirmTrigger(
            name="course",
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(self.field),  # type: ignore[no-untyped-call]
            func=f"""
                IF TG_OP = 'INSERT' THEN
                    IF NEW.{self.field} <> '{self.initial}' THEN
                        RAISE EXCEPTION '{self.key}: a new row starts as {self.initial}, not %', NEW.{self.field}
                            USING ERRCODE = 'check_violation';
                    END IF;
                ELSIF NEW.{self.field} IS DISTINCT FROM OLD.{self.field} THEN
                    IF (OLD.{self.field}, NEW.{self.field}) NOT IN ({arrows}) THEN
                        RAISE EXCEPTION '{self.key}: no way from % to %', OLD.{self.field}, NEW.{self.field}
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM flow_transitionrecord
                        WHERE course = '{self.key}' AND object_id = NEW.{pk_column}
                            AND source = OLD.{self.field} AND target = NEW.{self.field}
                            AND transaction = pg_current_xact_id()::text::bigint
                    ) THEN
                        RAISE EXCEPTION '{self.key}: a state changes only by its course'
                            USING ERRCODE = 'check_violation';
                    END IF;
                END IF;
                RETURN NEW;
            """,
        )

    def progress(self, state: str, records: Iterable[Any] = ()) -> list[Stage]:
        """The stepper: each milestone done, now, to come or failed, with the time at which it was left."""
        history = sorted(records, key=lambda each: (each.at, each.pk))
        current = self._milestone(state)
        if current is None:  # broken off: the milestone is that of the state before
            current = next(
                (i for each in reversed(history) if (i := self._milestone(each.source)) is not None), 0
            )
        stages = []
        for index, milestone in enumerate(self.milestones):
            left = [
                each.at
                for each in history
                if each.source in milestone.states and each.target not in milestone.states
            ]
            status: StageStatus
            if index > current:
                status = "skipped" if state in self.failed else "todo"
            elif index == current:
                status = "failed" if state in self.failed else "done" if state in self.final else "now"
            else:
                status = "done" if left or not history else "skipped"  # another way led round it
            stages.append(
                Stage(milestone.title, status, left[-1] if left and status in ("done", "failed") else None)
            )
        return stages

    def _milestone(self, state: str) -> int | None:
        return next((i for i, each in enumerate(self.milestones) if state in each.states), None)

    def mermaid(self) -> str:
        """The diagram for the handbook, generated and checked by `manage.py course_diagrams`."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {value} : {label}" for value, label in self.states.choices]
        for each in self.transitions.values():
            lines += [f"    {source} --> {target} : {each.title}" for source, target in each.edges]
        lines += [f"    {state} --> [*]" for state, _ in self.states.choices if state in self.final]
        return "\n".join(lines)


courses: Registry[Course] = Registry("courses")
