"""The migrations say what the models say."""

from django.core.management import call_command


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
