from django.urls import path

from pingzhun.directory import views

app_name = "directory"

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("role/", views.role, name="role"),
    path("members/", views.members, name="members"),
    path("members/add/", views.member_add, name="member_add"),
    path("members/<int:pk>/", views.member_duties, name="member_duties"),
    path("members/<int:pk>/stop/", views.member_stop, name="member_stop"),
    path("members/<int:pk>/resume/", views.member_resume, name="member_resume"),
]
