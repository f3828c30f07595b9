from django.apps import AppConfig


class IntermediaryConfig(AppConfig):
    name = "pingzhun.markets.intermediary"
    label = "intermediary"
    verbose_name = "中介超市"
    default_auto_field = "django.db.models.BigAutoField"
