"""The market's own pages, beside those that the desks make."""

from django.urls import path

from pingzhun.markets.tendering.views import archive, calendar, documents, hall, room

app_name = "tendering"

urlpatterns = [
    path("rooms/", calendar.room_calendar, name="rooms"),
    path("rooms/taken/", calendar.taken, name="rooms_taken"),
    path("rooms/feed/", calendar.feed, name="rooms_feed"),
    path("rooms/<str:token>.ics", calendar.ics, name="rooms_ics"),
    path("documents/<int:pk>.pdf", documents.document, name="document"),
    path("lots/<int:pk>/files/<int:attachment_id>", documents.file, name="file"),
    path("lots/<int:pk>/award.json", archive.case_file, name="case_file"),
    path("enquiries/<int:pk>/files/<int:attachment_id>", documents.enquiry_file, name="enquiry_file"),
    path("hall/<int:pk>/", hall.page, name="hall"),
    path("hall/<int:pk>/wall/", hall.wall, name="wall"),
    path("evaluations/<int:pk>/", room.room, name="room"),
    path("evaluations/<int:pk>/sheets/<slug:part>/", room.sheet, name="sheet"),
    path("evaluations/<int:pk>/bids/<int:file>", room.bid_file, name="bid_file"),
    path("evaluations/<int:pk>/report.pdf", room.report, name="report"),
    path("evaluations/<int:pk>/evidence/<int:attachment>", room.evidence, name="evidence"),
    path("evaluations/<int:pk>/<slug:name>/", room.act, name="act"),
]
