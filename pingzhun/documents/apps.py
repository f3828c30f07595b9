from datetime import timedelta

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pingzhun.documents"
    label = "documents"
    verbose_name = "电子件"
    recorded = ("pingzhun.documents.recorded.SEALED",)
    periodic = (
        ("documents.sweep_uploads", timedelta(minutes=10), "pingzhun.documents.uploads.sweep_uploads"),
    )
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pingzhun.documents import checks  # noqa: F401 -- registers itself
