"""What bin/run says when it cannot start: one sentence, before any long work."""

import os
import socket
import sys
from pathlib import Path
from unittest import skipIf, skipUnless

from tests.newsroom.start.support import CommandTestCase


class AddressTests(CommandTestCase):
    def test_a_port_that_is_no_number_is_refused(self):
        for word in ("eighty", "0", "65536", "-1", "80.5", "²"):
            with self.subTest(port=word):
                self.assert_refused(self.run_it(PORT=word), "PORT is", "from 1 to 65535")

    def test_a_taken_port_is_refused_with_another_to_try(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            self.assert_refused(self.run_it(PORT=str(port)), f"Port {port}", "taken", "PORT=")

    def test_a_host_of_another_machine_is_refused(self):
        done = self.run_it(HOST="192.0.2.1", ALLOWED_HOSTS="example.org")
        self.assert_refused(done, "192.0.2.1", "no address of this machine")

    def test_a_host_that_is_no_address_is_refused(self):
        done = self.run_it(HOST="no such host", ALLOWED_HOSTS="example.org")
        self.assert_refused(done, "no address of this machine")

    def test_an_open_host_without_names_is_refused(self):
        self.assert_refused(self.run_it(HOST="0.0.0.0"), "ALLOWED_HOSTS")

    def test_an_argument_is_refused(self):
        done = self.run_it("--fast")
        self.assertEqual(done.returncode, 2)
        self.assertIn("bin/run --help", done.stderr)

    def test_help_names_the_variables(self):
        done = self.run_it("--help")
        self.assertEqual(done.returncode, 0)
        for name in ("PORT", "HOST", "ALLOWED_HOSTS", "DEMO"):
            self.assertIn(name, done.stdout)


class FolderTests(CommandTestCase):
    def test_a_data_folder_that_is_a_file_is_refused(self):
        (self.folder / "file").touch()
        done = self.run_it(NEWSROOM_VAR=str(self.folder / "file"))
        self.assert_refused(done, "Cannot write in", "NEWSROOM_VAR")

    @skipUnless(Path("/proc").is_dir(), "no /proc here")
    def test_a_data_folder_that_cannot_be_made_is_refused(self):
        self.assert_refused(self.run_it(NEWSROOM_VAR="/proc/newsroom"), "Cannot write in /proc")

    @skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_data_folder_of_somebody_else_is_refused(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o500)
        done = self.run_it(NEWSROOM_VAR=str(locked / "var"))
        self.assert_refused(done, "Permission denied", "NEWSROOM_VAR")


class ServiceTests(CommandTestCase):
    def test_a_database_that_does_not_answer_is_named(self):
        done = self.run_it(DATABASE_URL="postgres://desk@127.0.0.1:9/news")
        self.assert_refused(done, "DATABASE_URL", "nothing answers at 127.0.0.1, port 9")

    def test_a_secret_of_the_database_is_never_printed(self):
        done = self.run_it(DATABASE_URL="postgres://desk:s3cret@127.0.0.1:9/news")
        self.assertNotIn("s3cret", done.stderr + done.stdout)

    def test_a_database_url_with_a_wrong_port_is_refused(self):
        done = self.run_it(DATABASE_URL="postgres://desk@127.0.0.1:x/news")
        self.assert_refused(done, "DATABASE_URL")

    def test_a_cache_that_does_not_answer_is_named(self):
        self.assert_refused(self.run_it(CACHE_URL="redis://127.0.0.1:9/0"), "CACHE_URL")


class PythonTests(CommandTestCase):
    def test_an_old_python_is_refused_by_its_version(self):
        old = 'case "$2" in *exit*) exit 1;; esac; echo 3.9.18'
        done = self.run_it(PATH=self.fake_path(python3=old))
        self.assert_refused(done, "3.11 or newer", "3.9.18")

    def test_a_python_without_venv_is_refused_with_the_package_to_install(self):
        bare = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12.1;; esac'
        done = self.run_it(PATH=self.fake_path(python3=bare))
        self.assert_refused(done, "no venv module", "python3-venv")

    def test_no_python_at_all_is_refused(self):
        self.assert_refused(self.run_it(PATH=self.fake_path()), "there is no Python")

    def test_a_newer_python_beside_an_old_one_is_found(self):
        old = 'case "$2" in *exit*) exit 1;; esac; echo 3.9.18'
        new = f'exec "{sys.executable}" "$@"'
        path = self.fake_path(python3=old, **{"python3.12": new})
        # The port is refused, so a Python that runs was found.
        self.assert_refused(self.run_it(PATH=path, PORT="none"), "PORT is")
