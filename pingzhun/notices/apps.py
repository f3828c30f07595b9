from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "pingzhun.notices"
    label = "notices"
    verbose_name = "公告"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = ("pingzhun.notices.recorded.NOTICES",)

    def ready(self) -> None:
        from pingzhun.notices import issued  # noqa: F401 -- registers itself
