from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "pingzhun.experts"
    label = "experts"
    verbose_name = "评审专家"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = (
        "pingzhun.experts.recorded.EXPERTS",
        "pingzhun.experts.recorded.SUSPENSIONS",
        "pingzhun.experts.recorded.PANELS",
        "pingzhun.experts.recorded.SEATS",
    )
