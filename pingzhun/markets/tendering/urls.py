"""The market's own pages, beside those that the desks make."""

from django.urls import path

from pingzhun.markets.tendering.views import archive, room

app_name = "tendering"
urlpatterns = [
    path("evaluations/<int:pk>/", room.room, name="room"),
    path("evaluations/<int:pk>/sheets/<slug:part>/", room.sheet, name="sheet"),
    path("evaluations/<int:pk>/report.pdf", room.report, name="report"),
    path("evaluations/<int:pk>/evidence/<int:attachment>", room.evidence, name="evidence"),
    path("evaluations/<int:pk>/<slug:name>/", room.act, name="act"),
    path("lots/<int:pk>/award.json", archive.case_file, name="case_file"),
]
