from datetime import timedelta

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "pingzhun.sealing"
    label = "sealing"
    verbose_name = "密封"
    periodic = (("sealing.open_files", timedelta(minutes=1), "pingzhun.sealing.files.open_due"),)
    default_auto_field = "django.db.models.BigAutoField"
    recorded = (
        "pingzhun.sealing.recorded.OFFERS",
        "pingzhun.sealing.recorded.RELEASES",
        "pingzhun.sealing.recorded.BOXES",
    )

    def ready(self) -> None:
        from pingzhun.sealing import record  # noqa: F401 -- registers itself
