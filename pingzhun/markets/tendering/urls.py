from django.urls import path

from pingzhun.markets.tendering import hall_views

app_name = "tendering"
urlpatterns = [
    path("hall/<int:pk>/", hall_views.page, name="hall"),
    path("hall/<int:pk>/wall/", hall_views.wall, name="wall"),
]
