"""The migrations say what the models say, and are run as Django would run them."""

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from pingzhun.operations.management.commands import migrate
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


def seen_by_its_code() -> list[object]:
    """What the code of a migration finds of models three relations apart, after a column and a constraint came to the first."""
    seen: list[object] = []

    def look(apps, schema_editor) -> None:
        first, last = apps.get_model("tests", "First"), apps.get_model("tests", "Last")
        through = last._meta.get_field("middle").related_model._meta.get_field("first").related_model
        seen.extend([through is first, "late" in [each.name for each in through._meta.get_fields()]])
        seen.append([each.name for each in first._meta.constraints])

    def to(name: str) -> models.ForeignKey:
        return models.ForeignKey(f"tests.{name}", on_delete=models.CASCADE)

    key = ("id", models.BigAutoField(primary_key=True))
    migration = migrations.Migration("0001_initial", "tests")
    migration.operations = [
        migrations.CreateModel("First", [key]),
        migrations.CreateModel("Middle", [key, ("first", to("First"))]),
        migrations.CreateModel("Last", [key, ("middle", to("Middle"))]),
        migrations.AddField(
            "First", "late", models.ForeignKey("tests.First", null=True, on_delete=models.CASCADE)
        ),
        migrations.AddConstraint("First", models.UniqueConstraint(fields=["late"], name="one_is_late")),
        migrations.RunPython(look),
    ]
    state = ProjectState()
    state.apps  # noqa: B018 -- rendered, as `migrate` does before the first migration
    with connection.schema_editor() as editor:
        migration.apply(state, editor)
    return seen


def test_the_code_of_a_migration_finds_models_that_are_not_stale(db, monkeypatch: pytest.MonkeyPatch):
    with rendering_little():
        assert seen_by_its_code() == [True, True, ["one_is_late"]]


def test_control_without_the_mark_they_would_be_stale(db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ProjectState, "clear_delayed_apps_cache", lambda state: None)
    with rendering_little():
        assert seen_by_its_code() != [True, True, ["one_is_late"]]


def test_the_command_renders_little_and_leaves_django_as_it_was(db, monkeypatch: pytest.MonkeyPatch):
    def methods() -> tuple[object, ...]:
        return ProjectState._find_reload_model, ProjectState._append_option

    usual, during = methods(), []
    monkeypatch.setattr(migrate.migrate.Command, "handle", lambda *args, **options: during.append(methods()))
    load_command_class(get_commands()["migrate"], "migrate").handle()
    assert during != [usual]
    assert methods() == usual
