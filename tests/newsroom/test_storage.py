"""Pictures in S3, through django-storages and boto3, against a server on this machine."""

import json
import logging
import os
import urllib.error
import urllib.request
from unittest import mock

import boto3
from django.core.files.storage import storages
from django.test import SimpleTestCase
from moto.server import ThreadedMotoServer

from newsroom.aside import move
from newsroom.env import read_storage
from newsroom.pictures import (
    aside_name,
    bring_back,
    make_renditions,
    store_picture,
    withhold,
)
from newsroom.renditions import AT_ONCE, card_name, rendition_name
from tests.newsroom.pictures import encode, red, upload

KEYS = {"AWS_ACCESS_KEY_ID": "desk", "AWS_SECRET_ACCESS_KEY": "only-for-tests"}

# What docs/operations.md gives a bucket: readers fetch its files and cannot list them.
PUBLIC = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::newsroom/*",
        }
    ],
}


class S3Tests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        cls.addClassCleanup(server.stop)
        cls.address = "http://{}:{}".format(*server.get_host_and_port())
        cls.enterClassContext(mock.patch.dict(os.environ, KEYS))
        client = boto3.client("s3", endpoint_url=cls.address, region_name="us-east-1")
        client.create_bucket(Bucket="newsroom")
        client.put_bucket_policy(Bucket="newsroom", Policy=json.dumps(PUBLIC))

    def setUp(self):
        url = f"s3://newsroom?endpoint_url={self.address}&region_name=us-east-1"
        with mock.patch.dict(os.environ, {"MEDIA_STORAGE": url}):
            self.storage = storages.create_storage(read_storage("MEDIA_STORAGE"))

    def test_a_picture_and_its_sizes_are_kept_and_can_be_fetched(self):
        data = encode(red((1000, 600)), "JPEG")
        stored = store_picture(upload(data), storage=self.storage)
        self.assertEqual(self.storage.open(stored.name).read(), data)
        address = self.storage.url(rendition_name(stored.sha256, 640, "webp"))
        with urllib.request.urlopen(address, timeout=5) as answer:
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["Content-Type"], "image/webp")
            self.assertEqual(answer.read(4), b"RIFF")

    def test_the_workers_sizes_and_a_card_are_kept_and_can_be_fetched(self):
        stored = store_picture(upload(encode(red((1000, 610)), "JPEG")), storage=self.storage)
        make_renditions(
            stored.sha256, stored.name, recipe=AT_ONCE, cards=["50-50"], storage=self.storage
        )
        kinds = {
            rendition_name(stored.sha256, 800, "avif"): "image/avif",
            rendition_name(stored.sha256, 1000, "webp"): "image/webp",
            card_name(stored.sha256, "50-50"): "image/jpeg",
        }
        for name, kind in kinds.items():
            with urllib.request.urlopen(self.storage.url(name), timeout=5) as answer:
                self.assertEqual(answer.headers["Content-Type"], kind)

    def test_a_picture_is_withheld_and_brought_back_without_a_local_file(self):
        data = encode(red((1000, 620)), "JPEG")
        stored = store_picture(upload(data), storage=self.storage)
        make_renditions(
            stored.sha256, stored.name, recipe=AT_ONCE, cards=["50-50"], storage=self.storage
        )
        folder = stored.name.rpartition("/")[0]
        self.assertEqual(len(self.storage.listdir(folder)[1]), 12)
        with self.assertRaises(NotImplementedError):
            self.storage.path(stored.name)
        withhold(stored.name, storage=self.storage)
        self.assertEqual(self.storage.listdir(folder)[1], [])
        self.assertEqual(self.storage.open(aside_name(stored.name)).read(), data)
        for name in (stored.name, rendition_name(stored.sha256, 640, "webp")):
            with self.assertRaises(urllib.error.HTTPError):
                urllib.request.urlopen(self.storage.url(name), timeout=5)
        bring_back(stored.name, storage=self.storage)
        self.assertEqual(self.storage.open(stored.name).read(), data)
        self.assertFalse(self.storage.exists(aside_name(stored.name)))
        self.assertIn("640.webp", self.storage.listdir(folder)[1])

    def test_a_file_is_put_aside_and_brought_back_whole(self):
        data = bytes(range(256)) * 20_000
        self.storage.save("clips/aa/one.mp4", upload(data))
        # Somebody was stopped while it was copied.
        self.storage.save("withheld/secret.mp4", upload(data[:100]))
        for name, other in (
            ("clips/aa/one.mp4", "withheld/secret.mp4"),
            ("withheld/secret.mp4", "clips/aa/one.mp4"),
        ):
            for _attempt in range(2):
                move(name, other, storage=self.storage)
            self.assertEqual(self.storage.open(other).read(), data)
            with self.assertRaises(urllib.error.HTTPError):
                urllib.request.urlopen(self.storage.url(name), timeout=5)

    def test_the_same_bytes_are_stored_once(self):
        data = encode(red((900, 600)), "PNG")
        first = store_picture(upload(data), storage=self.storage)
        before = self.storage.get_modified_time(first.name)
        with mock.patch.object(self.storage, "save") as save:
            self.assertEqual(store_picture(upload(data), storage=self.storage), first)
        save.assert_not_called()
        self.assertEqual(self.storage.get_modified_time(first.name), before)
