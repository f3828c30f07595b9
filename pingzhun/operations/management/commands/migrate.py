"""`manage.py migrate` as Django's, but quick for a new database (ADR 0048)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with rendering_little():
            super().handle(*args, **options)


@contextmanager
def rendering_little() -> Iterator[None]:
    """After each operation Django makes the classes of its model, and of all that are related to it by whatever way, anew: here
    of its neighbours alone, as Django itself does for a plain column, and none for what adds no column.

    Whatever is left stale by that is marked (`is_delayed`), and Django makes everything anew before it runs code of a migration.
    """
    find = ProjectState._find_reload_model  # type: ignore[attr-defined]  # the stubs leave it out

    def neighbours(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> Any:
        return find(state, app_label, model_name, delay=True)

    with (
        replaced(ProjectState, "_find_reload_model", neighbours),
        replaced(ProjectState, "_append_option", append_option),
        replaced(AddTrigger, "state_forwards", add_trigger),
    ):
        yield


@contextmanager
def replaced(owner: type, name: str, method: Callable[..., Any]) -> Iterator[None]:
    """Until the block ends."""
    before = getattr(owner, name)
    setattr(owner, name, method)
    try:
        yield
    finally:
        setattr(owner, name, before)


def append_option(state: ProjectState, app_label: str, model_name: str, option: str, value: Any) -> None:
    """As Django's, for a constraint or an index."""
    options = state.models[app_label, model_name].options
    options[option] = [*options.get(option, []), value]
    state.is_delayed = True


def add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    append_option(state, app_label, operation.model_name, "triggers", operation.trigger)
