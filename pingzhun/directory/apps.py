from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "pingzhun.directory"
    label = "directory"
    verbose_name = "主体"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = (
        "pingzhun.directory.recorded.CAPACITIES",
        "pingzhun.directory.recorded.SCOPES",
        "pingzhun.directory.recorded.SUSPENSIONS",
    )
