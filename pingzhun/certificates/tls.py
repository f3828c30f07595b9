"""The certificate that a trusted proxy has seen in its TLS handshake with the browser.

Off unless `settings.CLIENT_CERTIFICATE_HEADER` names the header in which the proxy passes it, URL-encoded in PEM as nginx's
`$ssl_client_escaped_cert`. The proxy must set that header on every request, so that none from outside comes through
(docs/handbook/operator.md); with the setting off no header is looked at.
"""

from urllib.parse import unquote

from cryptography import x509
from django.conf import settings
from django.http import HttpRequest


def client_certificate(request: HttpRequest) -> x509.Certificate | None:
    """Whose private key the browser has proved to hold to the proxy, or None."""
    name = settings.CLIENT_CERTIFICATE_HEADER
    value = request.headers.get(name) if name else None
    if not value:
        return None
    try:
        return x509.load_pem_x509_certificate(unquote(value).encode())
    except ValueError:
        return None
