from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "pingzhun.cases"
    label = "cases"
    verbose_name = "项目"
    default_auto_field = "django.db.models.BigAutoField"
