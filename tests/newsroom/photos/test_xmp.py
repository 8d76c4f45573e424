from django.test import SimpleTestCase

from newsroom.photos import PhotoMetadata, read_metadata
from tests.newsroom.photos.files import NAMESPACES, alt, jpeg, packet, seq


class XmpTestCase(SimpleTestCase):
    def read(self, elements: str = "", attributes: str = "") -> PhotoMetadata:
        return read_metadata(jpeg(xmp=packet(elements, attributes)))


class FormTests(XmpTestCase):
    def test_a_property_may_be_an_attribute_or_an_element(self):
        for found in (
            self.read(attributes='photoshop:City="Vienna"'),
            self.read("<photoshop:City>Vienna</photoshop:City>"),
            self.read("<photoshop:City>\n  Vienna\n</photoshop:City>"),
            self.read('<photoshop:City rdf:resource="Vienna"/>'),
            self.read(
                '<photoshop:City rdf:parseType="Resource"><rdf:value>Vienna</rdf:value>'
                "<dc:type>city</dc:type></photoshop:City>"
            ),
            self.read(
                "<photoshop:City><rdf:Description><rdf:value>Vienna</rdf:value>"
                "</rdf:Description></photoshop:City>"
            ),
        ):
            self.assertEqual(found, PhotoMetadata(city="Vienna"))

    def test_properties_may_be_spread_over_several_descriptions(self):
        found = self.read(
            "<photoshop:City>Vienna</photoshop:City></rdf:Description>"
            '<rdf:Description rdf:about="" photoshop:Country="Austria">'
        )
        self.assertEqual(found, PhotoMetadata(city="Vienna", country="Austria"))

    def test_the_default_language_is_taken_else_the_first_that_says_something(self):
        def caption(*items):
            inner = "".join(f'<rdf:li xml:lang="{lang}">{text}</rdf:li>' for lang, text in items)
            return self.read(f"<dc:description><rdf:Alt>{inner}</rdf:Alt></dc:description>").caption

        self.assertEqual(caption(("de", "Hafen"), ("x-default", "Harbour")), "Harbour")
        self.assertEqual(caption(("de", "Hafen"), ("fr", "Port")), "Hafen")
        self.assertEqual(caption(("x-default", " "), ("fr", "Port")), "Port")

    def test_an_array_may_be_a_bag_a_sequence_or_one_value(self):
        for form in (
            "<rdf:Bag><rdf:li>Ann</rdf:li></rdf:Bag>",
            "<rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq>",
            "Ann",
        ):
            self.assertEqual(self.read(f"<dc:creator>{form}</dc:creator>").creator, ("Ann",))
        self.assertEqual(self.read(attributes='dc:creator="Ann"').creator, ("Ann",))
        found = self.read(f"<dc:description>{seq('One', 'Two')}</dc:description>")
        self.assertEqual(found.caption, "One")

    def test_a_structure_has_three_forms(self):
        fields = "<plus:LicensorName>Agency</plus:LicensorName>"
        for item in (
            f'<rdf:li rdf:parseType="Resource">{fields}</rdf:li>',
            f"<rdf:li><rdf:Description>{fields}</rdf:Description></rdf:li>",
            '<rdf:li plus:LicensorName="Agency"/>',
            '<rdf:li><rdf:Description plus:LicensorName="Agency"/></rdf:li>',
        ):
            found = self.read(f"<plus:Licensor><rdf:Seq>{item}</rdf:Seq></plus:Licensor>")
            self.assertEqual(found, PhotoMetadata(licensor_name="Agency"))

    def test_namespaces_count_and_prefixes_do_not(self):
        xmp = packet("<dc:title>Harbour</dc:title>")
        renamed = xmp.replace(b"dc:", b"ns7:").replace(b"xmlns:dc", b"xmlns:ns7")
        self.assertEqual(read_metadata(jpeg(xmp=renamed)).title, "Harbour")
        foreign = xmp.replace(NAMESPACES["dc"].encode(), b"http://example.com/other/")
        self.assertEqual(read_metadata(jpeg(xmp=foreign)).title, "")

    def test_a_packet_may_have_its_wrapper_its_padding_and_no_xmpmeta(self):
        inner = packet("<dc:title>Harbour</dc:title>")
        bare = inner.replace(b'<x:xmpmeta xmlns:x="adobe:ns:meta/">', b"")
        bare = bare.replace(b"</x:xmpmeta>", b"")
        begin = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
        for xmp in (
            begin + inner + b"\n" * 2000 + b'<?xpacket end="w"?>',
            b'<?xml version="1.0" encoding="ISO-8859-1"?>' + inner,
            bare,
            inner + b"\0\0",
            inner.decode().encode("utf-16"),
        ):
            self.assertEqual(read_metadata(jpeg(xmp=xmp)).title, "Harbour")


class FieldTests(XmpTestCase):
    def test_persons_come_from_both_lists_each_once(self):
        found = self.read(
            "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Ann Lee</rdf:li></rdf:Bag>"
            "</Iptc4xmpExt:PersonInImage><Iptc4xmpExt:PersonInImageWDetails><rdf:Bag>"
            + "".join(
                f'<rdf:li rdf:parseType="Resource"><Iptc4xmpExt:PersonName>{alt(name)}'
                "</Iptc4xmpExt:PersonName></rdf:li>"
                for name in ("Ann Lee", "Bo Kim")
            )
            + "</rdf:Bag></Iptc4xmpExt:PersonInImageWDetails>"
        )
        self.assertEqual(found.persons, ("Ann Lee", "Bo Kim"))

    def test_a_vocabulary_is_told_by_its_last_part(self):
        base = "http://cv.iptc.org/newscodes/digitalsourcetype/"
        for value, expected in {
            f"{base}trainedAlgorithmicMedia": "trainedAlgorithmicMedia",
            f"{base}trainedAlgorithmicMedia/": "trainedAlgorithmicMedia",
            "digsrctype:digitalCapture": "digitalCapture",
            "compositeSynthetic": "compositeSynthetic",
            "made by a machine": "",
            "": "",
        }.items():
            name = "Iptc4xmpExt:DigitalSourceType"
            found = self.read(f"<{name}>{value}</{name}>")
            self.assertEqual(found.digital_source_type, expected)
        found = self.read(
            '<plus:DataMining rdf:resource="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"/>',
            'plus:ModelReleaseStatus="http://ns.useplus.org/ldf/vocab/MR-NON"',
        )
        self.assertEqual(found, PhotoMetadata(data_mining="DMI-PROHIBITED", model_release="MR-NON"))

    def test_the_system_that_made_a_picture_is_told_with_its_version(self):
        def system(name, version):
            return self.read(
                f"<Iptc4xmpExt:AISystemUsed>{name}</Iptc4xmpExt:AISystemUsed>"
                f"<Iptc4xmpExt:AISystemVersionUsed>{version}</Iptc4xmpExt:AISystemVersionUsed>"
            ).ai_system

        self.assertEqual(system("Painter", "3.1"), "Painter 3.1")
        self.assertEqual(system("Painter 3.1", "3.1"), "Painter 3.1")
        self.assertEqual(system("Painter", ""), "Painter")

    def place(self, kind, city, country):
        return (
            f'<Iptc4xmpExt:{kind}><rdf:Bag><rdf:li rdf:parseType="Resource">'
            f"<Iptc4xmpExt:City>{city}</Iptc4xmpExt:City>"
            f"<Iptc4xmpExt:CountryName>{country}</Iptc4xmpExt:CountryName>"
            f"</rdf:li></rdf:Bag></Iptc4xmpExt:{kind}>"
        )

    def test_a_place_is_taken_whole_from_one_source(self):
        shown = self.place("LocationShown", "Bratislava", "Slovakia")
        created = self.place("LocationCreated", "Vienna", "Austria")
        self.assertEqual(
            self.read(created + shown), PhotoMetadata(city="Bratislava", country="Slovakia")
        )
        self.assertEqual(self.read(created), PhotoMetadata(city="Vienna", country="Austria"))
        # The older fields name a town, so no country of another place is put to it.
        self.assertEqual(self.read(shown, 'photoshop:City="Graz"'), PhotoMetadata(city="Graz"))

    def test_the_first_licensor_of_whom_anything_is_told_is_taken(self):
        found = self.read(
            "<plus:Licensor><rdf:Bag><rdf:li plus:LicensorID='1'/>"
            "<rdf:li plus:LicensorURL='https://example.com/buy'/>"
            "<rdf:li plus:LicensorName='Other'/></rdf:Bag></plus:Licensor>"
        )
        self.assertEqual(found, PhotoMetadata(licensor_url="https://example.com/buy"))
