from django.urls import path

from pingzhun.accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/verify/", views.second_step, name="second_step"),
    path("logout/", views.logout, name="logout"),
    path("role/", views.role, name="role"),
    path("register/", views.register, name="register"),
    path("register/code/", views.register_code, name="register_code"),
    path("proof/", views.proof_challenge, name="proof"),
    path("password/", views.password_change, name="password_change"),
    path("password/reset/", views.password_reset, name="password_reset"),
    path("password/reset/confirm/", views.password_reset_confirm, name="password_reset_confirm"),
    path("security/", views.security, name="security"),
    path("security/two-factor/", views.two_factor_on, name="two_factor_on"),
    path("security/two-factor/off/", views.two_factor_off, name="two_factor_off"),
    path("security/recovery-codes/", views.recovery_codes, name="recovery_codes"),
]
