"""The migrations say what the models say, and are run as Django would run them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from pingzhun.operations.management.commands.migrate import rendering_little


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_trigger_of_the_models_is_installed(db):
    """`pgtrigger ls` would call one that differs from its model OUTDATED."""
    import pgtrigger

    states = {
        f"{model._meta.label}.{trigger.name}": trigger.get_installation_status(model)[0]
        for model, trigger in pgtrigger.registered()
        if model._meta.app_config is not None
    }
    assert {name for name, state in states.items() if state != "INSTALLED"} == set()
    assert len(states) > 50


@pytest.mark.parametrize("app", ["filings", "sealing", "contracts", "experts"])
def test_rendering_little_changes_no_statement(db, app: str):
    """For apps with relations across apps, constraints, indexes and triggers."""
    rendered: list[int] = []
    reload = ProjectState._reload

    def counting(state: ProjectState, models: set[tuple[str, str]]) -> None:
        rendered.append(len(models))
        reload(state, models)

    def statements() -> tuple[list[str], int]:
        rendered.clear()
        executor = MigrationExecutor(connection)
        plan = [(each, False) for each in executor.loader.graph.nodes if each[0] == app]
        migrations = [(executor.loader.graph.nodes[key], backwards) for key, backwards in sorted(plan)]
        return executor.loader.collect_sql(migrations), sum(rendered)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "_reload", counting)
        usual, many = statements()
        with rendering_little():
            quick, few = statements()
    assert quick == usual
    assert any("CREATE TABLE" in each for each in usual)
    assert few < many
