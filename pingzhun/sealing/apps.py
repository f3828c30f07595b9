from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "pingzhun.sealing"
    label = "sealing"
    verbose_name = "密封"
    default_auto_field = "django.db.models.BigAutoField"
