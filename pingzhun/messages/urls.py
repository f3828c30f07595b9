from django.urls import path

from pingzhun.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.inbox_page, name="inbox"),
    path("read/", views.mark_all_read, name="mark_all_read"),
    path("<int:pk>/", views.open_message, name="open"),
    path("demo/", views.demo_outbox, name="demo"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/<uuid:key>/", views.send_again, name="send_again"),
]
