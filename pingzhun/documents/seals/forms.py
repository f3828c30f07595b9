"""What a person fills in to seal in a page."""

from django import forms

UNSENT = {
    "form": "unsent"
}  # no form has this id: the browser belongs the field to none, and sends it with none


class KeyForm(forms.Form):
    """A key file and its password. Neither is ever sent: `sealing.js` uses them in the page."""

    key = forms.FileField(
        label="证书文件",
        help_text="扩展名为 .p12、.pfx 或 .pem，只在您的浏览器中打开，不会上传。",
        widget=forms.FileInput(attrs=UNSENT | {"accept": ".p12,.pfx,.pem"}),
    )
    password = forms.CharField(
        label="证书密码",
        required=False,
        widget=forms.PasswordInput(attrs=UNSENT | {"autocomplete": "off"}),
    )

    def __init__(self) -> None:
        super().__init__(auto_id="seal-%s")
