from django.apps import AppConfig


class SmallWorksConfig(AppConfig):
    name = "pingzhun.markets.smallworks"
    label = "smallworks"
    verbose_name = "散小工程"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = (
        "pingzhun.markets.smallworks.recorded.ROSTERS",
        "pingzhun.markets.smallworks.recorded.LISTINGS",
    )
