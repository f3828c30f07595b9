from datetime import date
from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate

REGIMES = (("2026", "2026 年版交易规则", date(2026, 1, 1)),)


class RegimesConfig(AppConfig):
    name = "pingzhun.regimes"
    label = "regimes"
    verbose_name = "规则"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(create_regimes, sender=self)


def create_regimes(*, using: str, apps: Apps = global_apps, **kwargs: Any) -> None:
    """Give every regime that the program knows its row, so that a case can point at it.

    As Django does for content types: after migrate and after a flush, so that no database is ever without.
    """
    try:
        regimes = apps.get_model("regimes", "Regime").objects.using(using)
    except LookupError:  # migrated back to before the table
        return
    for key, title, effective_from in REGIMES:
        regimes.get_or_create(key=key, defaults={"title": title, "effective_from": effective_from})
