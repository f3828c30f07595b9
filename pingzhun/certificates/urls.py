from django.urls import path

from pingzhun.certificates.views import checking, entrance, management

app_name = "certificates"

OWN = "console/organisation/certificates/"
RULES = "console/certificates/requirements/"

urlpatterns = [
    path("account/certificate/", entrance.login, name="login"),
    path("account/certificate/challenge/", entrance.login_challenge, name="login_challenge"),
    path("account/certificate/proxy/", entrance.login_by_proxy, name="login_by_proxy"),
    path("account/certificate/demo/<str:file>", entrance.demo_key_file, name="demo_key_file"),
    path("check/", checking.environment, name="environment"),
    path("check/certificate/", checking.certificate, name="check"),
    path(OWN, management.certificates, name="certificates"),
    path(OWN + "add/", management.add, name="add"),
    path(OWN + "challenge/", management.bind_challenge, name="bind_challenge"),
    path(OWN + "require/", management.require, name="require"),
    path(OWN + "lift/", management.lift, name="lift"),
    path(OWN + "<int:pk>/assign/", management.assign, name="assign"),
    path(OWN + "<int:pk>/unbind/", management.unbind, name="unbind"),
    path(RULES, management.requirements, name="requirements"),
    path(RULES + "<int:pk>/lift/", management.lift_requirement, name="lift_requirement"),
]
