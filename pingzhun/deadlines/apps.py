from datetime import timedelta

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules, import_string


class DeadlinesConfig(AppConfig):
    name = "pingzhun.deadlines"
    label = "deadlines"
    verbose_name = "期限"
    default_auto_field = "django.db.models.BigAutoField"
    periodic = (
        ("deadlines.fire", timedelta(seconds=3), "pingzhun.deadlines.schedule.fire_due"),
        ("deadlines.rescue_jobs", timedelta(seconds=30), "pingzhun.deadlines.jobs.rescue"),
    )

    def ready(self) -> None:
        from pingzhun.deadlines import periodic

        autodiscover_modules("deadlines")
        for config in apps.get_app_configs():
            for key, every, path in getattr(config, "periodic", ()):
                periodic.register(key, every=every, function=import_string(path))
