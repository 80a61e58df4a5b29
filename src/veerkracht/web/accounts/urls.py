"""Addresses of the pages of accounts."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.accounts.views import log_in, password, profile, provider, second_step

app_name = "accounts"
urlpatterns = [
    path("inloggen/", log_in.log_in, name="login"),
    path("uitloggen/", log_in.log_out, name="logout"),
    path("tweede-stap/", second_step.second_step, name="second_step"),
    path("tweede-stap/instellen/", second_step.set_up, name="set_up"),
    path("tweede-stap/qr.svg", second_step.qr, name="qr"),
    path("herstelcodes/", second_step.recovery_codes, name="recovery_codes"),
    path("herstelcodes/nieuw/", second_step.new_recovery_codes, name="new_recovery_codes"),
    path("wachtwoord/", password.change_password, name="change_password"),
    path("wachtwoord-vergeten/", password.forgotten, name="forgotten"),
    path("wachtwoord-vergeten/verstuurd/", password.forgotten_sent, name="forgotten_sent"),
    path("wachtwoord-kiezen/<str:number>/<str:token>/", password.choose_password, name="choose_password"),
    path("profiel/", profile.profile, name="profile"),
    path("eenmalig/<str:secret>/", log_in.one_time, name="one_time"),
    path("organisatie/", provider.ToProvider.as_view(), name="provider"),
    path("organisatie/terug/", provider.FromProvider.as_view(), name="provider_back"),
]
