"""What the pages that want a signature share. `signing.js` asks for a challenge, has it signed, and posts the proof; it is
answered in JSON: `{"to": URL}`, or `{"refused": sentence}`, so that the chosen file stays chosen.
"""

from cryptography import x509
from django.http import JsonResponse

from pingzhun.accounts.http import Request
from pingzhun.certificates import challenges
from pingzhun.certificates.forms import ProofForm, first_error
from pingzhun.certificates.models import Purpose
from pingzhun.flow.guards import Refused


def origin_of(request: Request) -> str:
    """Of the page, as browsers name it; the host is one of `settings.ALLOWED_HOSTS`."""
    return f"{request.scheme}://{request.get_host()}"


def asker_of(request: Request) -> str:
    """The user where there is one, or else the visitor's session, which begins here."""
    if request.user.is_authenticated:
        return challenges.user_asker(request.user)
    if not request.session.session_key:
        request.session.create()
    return challenges.session_asker(str(request.session.session_key))


def ask(request: Request, purpose: Purpose) -> JsonResponse:
    challenge = challenges.ask(
        purpose=purpose, origin=origin_of(request), asker=asker_of(request), now=request.now
    )
    return JsonResponse({"nonce": challenge.nonce, "text": challenge.text})


def proved(request: Request, purpose: Purpose) -> list[x509.Certificate]:
    """The chain whose first key has signed a challenge of ours for `purpose`. Raises Refused."""
    form = ProofForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    data = form.cleaned_data
    challenges.verify(
        nonce=data["nonce"],
        purpose=purpose,
        origin=origin_of(request),
        asker=asker_of(request),
        certificate=data["chain"][0],
        signature=data["signature"],
        now=request.now,
    )
    chain: list[x509.Certificate] = data["chain"]
    return chain


def refused(error: Refused) -> JsonResponse:
    return JsonResponse({"refused": str(error)})
