"""The provider's addresses."""

from django.contrib.auth.models import Group, User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def regroup(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody changes a person's groups at the provider."""
    names = request.POST.getlist("group")
    groups = [Group.objects.get_or_create(name=name)[0] for name in names]
    User.objects.get(username=username).groups.set(groups)
    return HttpResponse()


urlpatterns = [
    path("login/", LoginView.as_view()),
    path("people/<str:username>/", regroup),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
