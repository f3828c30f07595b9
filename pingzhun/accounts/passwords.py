from django.contrib.auth.password_validation import MinimumLengthValidator


class MinimumLength(MinimumLengthValidator):
    """Django's rule in Chinese, which its own translation lacks since 5.2. For `AUTH_PASSWORD_VALIDATORS`."""

    def get_error_message(self) -> str:
        return f"密码太短，至少须有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少须有 {self.min_length} 个字符。"
