from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "pingzhun.ratings"
    label = "ratings"
    verbose_name = "评价"
    default_auto_field = "django.db.models.BigAutoField"
    recorded = ("pingzhun.ratings.recorded.RATINGS",)
