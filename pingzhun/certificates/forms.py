import base64
import binascii
from collections.abc import Sequence
from typing import Any, cast

from cryptography import x509
from django import forms
from django.core.exceptions import ValidationError

from pingzhun.certificates.reading import read_chain
from pingzhun.directory.models import Member, Organisation
from pingzhun.flow.guards import Refused

LONGEST = 200_000  # characters of a chain in base64


class ChainField(forms.CharField):
    """Certificates in base64 of their DER, with commas between, as `signing.js` sends them; cleans to what they are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> list[x509.Certificate]:
        try:
            return read_chain([_decoded(part) for part in super().clean(value).split(",")])
        except Refused as error:
            raise ValidationError(str(error), code="unreadable") from error


class SignatureField(forms.CharField):
    """A signature in base64; cleans to its bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=4096, **kwargs)

    def clean(self, value: Any) -> bytes:
        return _decoded(super().clean(value))


class ProofForm(forms.Form):
    """What `signing.js` sends: the certificates, and the signature over the challenge of that number."""

    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput)
    chain = ChainField()
    signature = SignatureField()


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django takes none at run time
    def label_from_instance(self, member: Any) -> str:
        return str(member.user)


class HolderForm(forms.Form):
    """分配: who uses the certificate to log in."""

    user = MemberField(
        label="分配给",
        queryset=Member.objects.none(),
        required=False,
        empty_label="暂不分配",
        help_text="该用户可用这张证书登录。一个用户可以有多张证书。",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = organisation.members.filter(is_active=True).select_related("user")
        cast(MemberField, self.fields["user"]).queryset = members


class ReasonForm(forms.Form):
    reason = forms.CharField(label="解除原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def first_error(form: forms.Form) -> str:
    """One sentence for a page that shows no fields of the form."""
    errors: Sequence[str] = [str(message) for messages in form.errors.values() for message in messages]
    return errors[0] if errors else ""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError("提交的内容不完整，请刷新页面后重试。", code="base64") from error
