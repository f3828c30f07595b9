from django.urls import path

from pingzhun.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("feed.atom", views.feed, name="feed"),
    path("<slug:number>/", views.detail, name="page"),
    path("<slug:number>/print/", views.print_view, name="print"),
    path("<slug:number>/notice.pdf", views.pdf, name="pdf"),
    path("<slug:number>/notice.json", views.text, name="text"),
    path("<slug:number>/attachments/<int:pk>/", views.attachment, name="attachment"),
]
