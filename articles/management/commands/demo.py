import time

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from articles.demo.loader import PASSWORD, load
from articles.models import Article


class Command(BaseCommand):
    help = "Loads the demo newsroom; what is there already is left as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where there are stories already."
        )
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="Only list the demo's sign-ins, where they still work.",
        )

    def handle(self, *, if_empty, sign_ins, **options):
        if sign_ins:
            self._list_sign_ins()
        elif not (if_empty and Article.objects.exists()):
            self._load()

    def _load(self):
        started = time.monotonic()
        count = load(lambda step: self.stdout.write(f"  {step} …"))
        self.stdout.write(
            f"{count} stories loaded in {time.monotonic() - started:.0f} s."
            if count
            else "The demo newsroom is loaded already."
        )
        self.stdout.write(
            "Sign in as editor, managing, reporter, photo or reviewer; "
            f"the password of each is {PASSWORD}."
        )

    def _list_sign_ins(self):
        users = User.objects.filter(
            email__endswith="@sarnhaven-courier.example", is_active=True
        ).order_by("pk")
        if any(user.check_password(PASSWORD) for user in users):
            self.stdout.write(f"  Demo sign-ins, each with the password {PASSWORD}:")
            for user in users.prefetch_related("groups"):
                groups = ", ".join(group.name for group in user.groups.all())
                self.stdout.write(f"    {user.username:<10} {user.get_full_name()}, {groups}")
