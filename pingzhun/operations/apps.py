from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "pingzhun.operations"
    label = "operations"
    verbose_name = "运维"
    default_auto_field = "django.db.models.BigAutoField"
