from django.urls import path

from pingzhun.console import calendar, cases, views, weekly

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("join/", views.join, name="join"),
    path("todo/", views.todo, name="todo"),
    path("cases/<int:pk>/", cases.case_page, name="case"),
    path("cases/<int:pk>/papers/<slug:key>.pdf", cases.paper, name="paper"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("weekly/<slug:key>/", weekly.weekly_page, name="weekly"),
    path("demo-clock/", views.demo_clock, name="demo_clock"),
]
