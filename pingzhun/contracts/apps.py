from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "pingzhun.contracts"
    label = "contracts"
    verbose_name = "合同"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = ("pingzhun.contracts.recorded.CONTRACTS",)
