"""How a page and the server put a seal on a PDF together (`static/documents/sealing.js` is the other side):

1. the page posts the certificates; the server answers `offer(…)`: the PDF with its seal drawn and room for the signature, the
   bytes to sign, and a token;
2. the page signs the bytes and posts the PDF, the token and the signature; `taken(…)` is what `signing.complete` wants.

Between the two steps the server keeps nothing. The token says under the site's key what was offered, to whom and for what, so
that nothing else can come back; it expires after ten minutes.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any

from django.core import signing as site_key
from django.http import HttpRequest, JsonResponse

from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals.signing import Prepared
from pingzhun.flow.guards import Refused

SALT = "documents.seals"
LIFETIME = 600  # seconds
MAX_CHAIN = 8
MAX_CERTIFICATE = 16 * 1024
MAX_SIGNATURE = 1024


def chain_of(request: HttpRequest) -> list[bytes]:
    """The certificates that the page posted as files `certificate`, in DER, the signer's first. Raises FileRefused."""
    files = request.FILES.getlist("certificate")
    if not files or len(files) > MAX_CHAIN or any((file.size or 0) > MAX_CERTIFICATE for file in files):
        raise FileRefused("没有收到证书。请重新选择证书文件。")
    return [file.read() for file in files]


def offer(prepared: Prepared, *, purpose: str) -> dict[str, str]:
    """What the page is answered. purpose: who seals what, so that the answer to one question is none to another."""
    token = {
        "purpose": purpose,
        "sha256": prepared.sha256,
        "to_sign": text_of(prepared.to_sign),
        "chain": [text_of(each) for each in prepared.chain],
        "room": [prepared.start, prepared.end],
    }
    return {
        "pdf": text_of(prepared.pdf),
        "to_sign": text_of(prepared.to_sign),
        "token": site_key.dumps(token, salt=SALT, compress=True),
    }


def taken(request: HttpRequest, *, purpose: str, max_bytes: int) -> tuple[Prepared, bytes]:
    """What was offered for this purpose, and its signature. Raises FileRefused if it is too late or not what was offered."""
    try:
        token: dict[str, Any] = site_key.loads(request.POST.get("token", ""), salt=SALT, max_age=LIFETIME)
        signature = b64decode(request.POST.get("signature", ""), validate=True)
    except site_key.SignatureExpired:
        raise FileRefused("操作时间过长，请重新盖章。") from None
    except (site_key.BadSignature, NotBase64, ValueError):
        raise FileRefused("盖章数据不完整，请刷新页面后重新盖章。") from None
    file = request.FILES.get("pdf")
    if file is None or (file.size or 0) > max_bytes or not 0 < len(signature) <= MAX_SIGNATURE:
        raise FileRefused("盖章数据不完整，请刷新页面后重新盖章。")
    prepared = Prepared(
        pdf=file.read(),
        to_sign=b64decode(token["to_sign"]),
        chain=tuple(b64decode(each) for each in token["chain"]),
        start=token["room"][0],
        end=token["room"][1],
    )
    if token["purpose"] != purpose or token["sha256"] != prepared.sha256:
        raise FileRefused("盖章的内容已经变化，请刷新页面，核对后重新盖章。")
    return prepared, signature


def refusal(refused: FileRefused | Refused) -> JsonResponse:
    """What `sealing.js` tells the person instead."""
    return JsonResponse({"message": str(refused)}, status=422)


def text_of(data: bytes) -> str:
    return b64encode(data).decode()
