from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

SITE_WORDS = ("pingzhun", "平准", "ggzy", "公共资源", "zhongjie", "中介超市", "sanxiao", "散小工程")
"""What whoever guesses passwords of this site tries first."""


class MinimumLength(MinimumLengthValidator):
    """Django's rule in Chinese, which its own translation lacks since 5.2. For `AUTH_PASSWORD_VALIDATORS`."""

    def get_error_message(self) -> str:
        return f"密码太短，至少须有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少须有 {self.min_length} 个字符。"


class NotOfThisSite:
    """Refuses what is little more than a name of the site. For `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.lower()
        for word in SITE_WORDS:
            rest = rest.replace(word, "")
        if rest != password.lower() and len(rest) < 8:
            raise ValidationError(
                "密码主要由平台的名称组成，容易被猜到，请换一个。", code="password_of_the_site"
            )

    def get_help_text(self) -> str:
        return "密码不能主要由平台的名称组成。"
