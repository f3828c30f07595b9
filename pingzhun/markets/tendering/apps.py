from django.apps import AppConfig


class TenderingConfig(AppConfig):
    name = "pingzhun.markets.tendering"
    label = "tendering"
    verbose_name = "政府采购"
    default_auto_field = "django.db.models.BigAutoField"
