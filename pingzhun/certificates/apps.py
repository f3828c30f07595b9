from datetime import timedelta

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "pingzhun.certificates"
    label = "certificates"
    verbose_name = "数字证书"
    default_auto_field = "django.db.models.BigAutoField"
    periodic = (
        ("certificates.fetch_lists", timedelta(hours=1), "pingzhun.certificates.authorities.fetch_lists"),
        ("certificates.forget_challenges", timedelta(hours=1), "pingzhun.certificates.challenges.forget_old"),
    )

    def ready(self) -> None:
        from pingzhun.accounts import entering
        from pingzhun.certificates import checks, requirement  # noqa: F401 -- importing checks registers them

        entering.password_guards.append(requirement.refuse_password)
