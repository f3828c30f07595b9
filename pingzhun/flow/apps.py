from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "pingzhun.flow"
    label = "flow"
    verbose_name = "流程"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = ("pingzhun.flow.recorded.TRANSITIONS",)
