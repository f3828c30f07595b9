import re, altcha, pytest
from django.urls import reverse
from pingzhun.accounts.models import User
pytestmark = pytest.mark.django_db
def prove(client):
    a = client.get(reverse("accounts:proof")).json()
    s = altcha.solve_challenge(a["challenge"], a["salt"], a["algorithm"], 60000)
    return altcha.Payload(a["algorithm"], a["challenge"], s.number, a["salt"], a["signature"]).to_base64()
def code_of():
    from pingzhun.messages import models
    from pingzhun.messages.delivery import deliver_due
    from pingzhun.regimes import clock
    deliver_due(now=clock.now())
    return re.findall(r"\d{6}", models.DemoOutbox.objects.first().text)[0]
def test_real(client):
    r = client.post(reverse("accounts:register_code"), {"mobile": "13809372001", "altcha": prove(client)})
    assert "已发送" in r.text, r.text
    r2 = client.post(reverse("accounts:register_code"), {"mobile": "13809372001", "altcha": prove(client)})
    assert "过于频繁" in r2.text, r2.text
    code = code_of()
    r = client.post(reverse("accounts:register"), {"username":"zhaoyl","password":"yumen-2026-x","password_again":"yumen-2026-x","name":"赵玉兰","mobile":"13809372001","code":code})
    assert r.status_code == 302, r.text
    assert User.objects.get().username == "zhaoyl"
    r = client.get(r.url); print(r.status_code, getattr(r,'url',None))
    client.post(reverse("accounts:logout"))
    from pingzhun.messages.models import OneTimeCode
    from datetime import timedelta
    from django.db.models import F
    OneTimeCode.objects.update(requested_at=F("requested_at")-timedelta(minutes=2))
    client.post(reverse("accounts:password_reset"), {"username":"ZHAOYL","mobile":"13809372001","altcha":prove(client)})
    code = code_of()
    r = client.post(reverse("accounts:password_reset_confirm"), {"code":code,"password":"danghe-river-88","password_again":"danghe-river-88"})
    assert r.status_code == 302, r.text
    r = client.post(reverse("accounts:login"), {"username":"zhaoyl","password":"danghe-river-88"}, follow=True)
    print(r.redirect_chain, r.status_code)
