from django.urls import path

from pingzhun.markets.tendering import hall_views, room_calendar, views

app_name = "tendering"

urlpatterns = [
    path("rooms/", room_calendar.room_calendar, name="rooms"),
    path("rooms/taken/", room_calendar.taken, name="rooms_taken"),
    path("rooms/feed/", room_calendar.feed, name="rooms_feed"),
    path("rooms/<str:token>.ics", room_calendar.ics, name="rooms_ics"),
    path("documents/<int:pk>.pdf", views.document, name="document"),
    path("lots/<int:pk>/files/<int:attachment_id>", views.file, name="file"),
    path("enquiries/<int:pk>/files/<int:attachment_id>", views.enquiry_file, name="enquiry_file"),
    path("hall/<int:pk>/", hall_views.page, name="hall"),
    path("hall/<int:pk>/wall/", hall_views.wall, name="wall"),
]
