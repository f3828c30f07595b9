from django.urls import path

from pingzhun.markets.tendering import views

app_name = "tendering"
urlpatterns = [
    path("documents/<int:pk>.pdf", views.document, name="document"),
    path("lots/<int:pk>/files/<int:attachment_id>", views.file, name="file"),
    path("enquiries/<int:pk>/files/<int:attachment_id>", views.enquiry_file, name="enquiry_file"),
]
