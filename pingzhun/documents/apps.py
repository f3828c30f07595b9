from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pingzhun.documents"
    label = "documents"
    verbose_name = "电子件"
    default_auto_field = "django.db.models.BigAutoField"
