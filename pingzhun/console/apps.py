from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pingzhun.console"
    label = "console"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"
