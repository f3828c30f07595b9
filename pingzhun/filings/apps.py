from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class FilingsConfig(AppConfig):
    name = "pingzhun.filings"
    label = "filings"
    verbose_name = "申报"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = (
        "pingzhun.filings.recorded.SUBMISSIONS",
        "pingzhun.filings.recorded.REVIEWS",
        "pingzhun.filings.recorded.SEALS",
    )

    def ready(self) -> None:
        from pingzhun.filings import issued, receipts  # noqa: F401 -- they register themselves
        from pingzhun.filings.desks import discover

        for config in apps.get_app_configs():
            if config.name.startswith("pingzhun.markets."):
                for part in ("market", "notices", "dossier", "weekly"):
                    if module_has_submodule(config.module, part):
                        import_module(f"{config.name}.{part}")
                discover(config.module)
