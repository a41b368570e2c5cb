from django.urls import path

from notifications import views

urlpatterns = [
    path("messages/", views.messages, name="messages"),
    path("messages/receipts/<slug:provider>/", views.receipts, name="receipts"),
    path("messages/receipts/<slug:provider>/<slug:key>/", views.receipts, name="receipts"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/resend/", views.resend, name="resend"),
]
