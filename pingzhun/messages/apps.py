from datetime import timedelta

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagesConfig(AppConfig):
    name = "pingzhun.messages"
    label = "messaging"  # django.contrib.messages has taken "messages"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"
    periodic = (
        ("messages.deliver", timedelta(seconds=5), "pingzhun.messages.delivery.deliver_due"),
        ("messages.forget_codes", timedelta(hours=1), "pingzhun.messages.codes.forget_old"),
    )

    def ready(self) -> None:
        from pingzhun.accounts import codes as accounts_codes
        from pingzhun.messages import checks, codes  # noqa: F401 -- importing checks registers them

        autodiscover_modules("messages")
        accounts_codes.plug(
            accounts_codes.CodeService(
                request=codes.request_code, check=codes.check_code, refused=codes.CodeRefused
            )
        )
