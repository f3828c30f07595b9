from django.urls import path

from pingzhun.sealing import views

app_name = "sealing"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("boxes/", views.boxes, name="boxes"),
    path("boxes/<int:pk>/", views.box_page, name="box"),
    path("boxes/<int:pk>/shares.json", views.shares, name="shares"),
    path("receipts/<int:pk>.json", views.receipt, name="receipt"),
    path("files/<int:pk>", views.opened_file, name="file"),
    path("demo-keys/", views.demo_keys, name="demo_keys"),
    path("demo-keys/<str:fingerprint>.json", views.demo_key_file, name="demo_key_file"),
    path("receipt-key/", views.receipt_key, name="receipt_key"),
]
