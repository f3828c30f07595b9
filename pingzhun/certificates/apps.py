from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "pingzhun.certificates"
    label = "certificates"
    verbose_name = "数字证书"
    default_auto_field = "django.db.models.BigAutoField"
