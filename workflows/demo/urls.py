from django.urls import path

from workflows.demo.views import caught

urlpatterns = [path("demo/caught/", caught, name="caught")]
