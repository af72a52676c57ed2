from django.http import HttpResponse
from django.urls import path
app_name = "projects"
f = lambda r, **k: HttpResponse("x")
urlpatterns = [path("projects/", f, name="list"), path("projects/<str:code>/", f, name="overview"), path("projects/<str:code>/changes/", f, name="changes")]
