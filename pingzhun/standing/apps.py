from datetime import timedelta

from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "pingzhun.standing"
    label = "standing"
    verbose_name = "单位资格"
    default_auto_field = "django.db.models.BigAutoField"
    periodic = (("standing.warn", timedelta(hours=1), "pingzhun.standing.expiry.warn"),)
