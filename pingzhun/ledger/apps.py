from datetime import timedelta

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "pingzhun.ledger"
    label = "ledger"
    verbose_name = "存证"
    periodic = (("ledger.sequence", timedelta(seconds=10), "pingzhun.ledger.log.sequence"),)
    default_auto_field = "django.db.models.BigAutoField"
