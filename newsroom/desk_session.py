"""Sessions for the desk alone: a public page is the same for everybody, whatever cookie comes."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.urls import reverse
from django.utils.functional import cached_property


class DeskSessionMiddleware(SessionMiddleware):
    """Django's, for addresses under the desk's; elsewhere no cookie is read, set or deleted."""

    @cached_property
    def desk(self) -> str:
        return reverse("admin:index")

    def process_request(self, request):
        if request.path_info.startswith(self.desk):
            super().process_request(request)
        else:
            request.session = self.SessionStore()

    def process_response(self, request, response):
        if request.path_info.startswith(self.desk):
            return super().process_response(request, response)
        return response
