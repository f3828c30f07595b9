from django.urls import path

from pingzhun.documents import verification

app_name = "documents"
urlpatterns = [
    path("", verification.verify, name="verify"),
    path("<slug:number>.pdf", verification.file, name="file"),
    path("seal/", verification.trial, name="trial"),
    path("seal/prepare/", verification.prepare_trial, name="prepare_trial"),
    path("seal/complete/", verification.complete_trial, name="complete_trial"),
]
