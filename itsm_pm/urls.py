"""All addresses: pages at the root, the API under /api/v1/."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from itsm_pm import health, pages
from itsm_pm.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("sign-in/", pages.SignIn.as_view(), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("search/", pages.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("people.web.urls")),
    path("", include("projects.web.urls")),
    path("", include("people.web.calendar_urls")),
    path("", include("tickets.web.urls")),
    path("", include("tickets.web.sla_urls")),
    path("", include("governance.web.urls")),
    path("api/v1/", include("people.api.urls")),
    # Before projects: it adds the verbs to their gate reviews, whose evidence comes from above.
    path("api/v1/", include("governance.api.urls")),
    path("api/v1/", include("projects.api.urls")),
    path("api/v1/", include("tickets.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
