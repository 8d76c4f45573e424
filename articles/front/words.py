"""What differs between two arrangements of the front page, in sentences for the desk."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from articles.front.layout import LEAD, OPINION, TOP, Layout, Pin
from articles.models import Article, Section
from articles.state import when


class Names:
    """What the stories and sections of layouts are called, read in two queries."""

    def __init__(self, headlines: Mapping[int, str], sections: Mapping[int, str]):
        self._headlines, self._sections = headlines, sections

    @classmethod
    def of(cls, *layouts: Layout) -> "Names":
        stories = {pin.story for layout in layouts for pin in layout.pins()}
        articles = Article.objects.filter(pk__in=stories).order_by()
        headlines = dict(articles.values_list("pk", "headline")) if stories else {}
        return cls(headlines, dict(Section.objects.values_list("pk", "name")))

    def story(self, story: int) -> str:
        return f"“{self.headline(story)}”"

    def headline(self, story: int) -> str:
        return self._headlines.get(story) or _("Story %d, which is gone") % story

    def section(self, section: int) -> str:
        return self._sections.get(section, _("Section %d, which is gone") % section)

    def slot(self, slot: str) -> str:
        usual = {LEAD: _("Lead"), TOP: _("Top stories"), OPINION: _("Opinion")}
        return usual.get(slot) or self.section(int(slot.rpartition("-")[2]))


def differences(before: Layout, after: Layout, names: Names) -> list[str]:
    """One sentence for each thing that differs; none where nothing does."""
    was, now = _places(before), _places(after)
    said, sentences = set(), []
    old, new = _lead(before), _lead(after)
    if old and new and old.story != new.story:
        words = {"new": _pinned(new, names), "old": names.story(old.story)}
        sentences.append(_("Lead: %(new)s instead of %(old)s.") % words)
        said = {new.story} | ({old.story} - now.keys())
    for story in [*now, *(one for one in was if one not in now)]:
        if story not in said and (sentence := _moved(story, was, now, names)):
            sentences.append(sentence)
    return sentences + _reordered(before, after, names) + _rows(before, after, names)


def _lead(layout: Layout) -> Pin | None:
    return next(iter(layout.lead), None)


def _places(layout: Layout) -> dict[int, tuple[str, Pin]]:
    return {pin.story: (slot, pin) for slot, pins in layout.slots() for pin in pins}


def _pinned(pin: Pin, names: Names) -> str:
    if pin.until is None:
        return names.story(pin.story)
    words = {"story": names.story(pin.story), "time": when(pin.until)}
    return _("%(story)s until %(time)s") % words


def _moved(story: int, was: dict, now: dict, names: Names) -> str:
    if story not in was:
        slot, pin = now[story]
        words = {"story": names.story(story), "slot": names.slot(slot)}
        if pin.until is None:
            return _("%(story)s pinned in %(slot)s.") % words
        words["time"] = when(pin.until)
        return _("%(story)s pinned in %(slot)s until %(time)s.") % words
    (old_slot, old), words = was[story], {"story": names.story(story)}
    words["old"] = names.slot(old_slot)
    if story not in now:
        return _("%(story)s taken off %(old)s.") % words
    slot, pin = now[story]
    words |= {"slot": names.slot(slot), "time": _until(pin), "was": _until(old)}
    if slot != old_slot and pin.until != old.until:
        return _("%(story)s moved from %(old)s to %(slot)s, %(time)s.") % words
    if slot != old_slot:
        return _("%(story)s moved from %(old)s to %(slot)s.") % words
    if pin.until != old.until:
        return _("%(story)s pinned %(time)s instead of %(was)s.") % words
    return ""


def _until(pin: Pin) -> str:
    return _("until %s") % when(pin.until) if pin.until else _("until taken off")


def _reordered(before: Layout, after: Layout, names: Names) -> list[str]:
    """Slots in which the stories that stayed stand in another order."""
    old, sentences = dict(before.slots()), []
    for slot, pins in after.slots():
        stories = [pin.story for pin in pins]
        first = [pin.story for pin in old.get(slot, ()) if pin.story in stories]
        if first != [story for story in stories if story in first]:
            order = ", ".join(names.story(story) for story in stories)
            words = {"slot": names.slot(slot), "order": order}
            sentences.append(_("%(slot)s in another order: %(order)s.") % words)
    return sentences


def _rows(before: Layout, after: Layout, names: Names) -> list[str]:
    sentences = []
    if before.opinion_size != after.opinion_size:
        sentences.append(_sized(_("Opinion"), before.opinion_size, after.opinion_size))
    if before.rows is None or after.rows is None:
        if before.rows is not after.rows:
            sentences.append(_all_sections(after, names))
        return sentences
    old = {row.section: row.size for row in before.rows}
    new = {row.section: row.size for row in after.rows}
    for section in [*new, *(one for one in old if one not in new)]:
        if old.get(section) != new.get(section):
            name = names.section(section)
            sentences.append(_sized(name, old.get(section, 0), new.get(section, 0)))
    kept = [section for section in new if section in old]
    if kept != [section for section in old if section in new]:
        order = ", ".join(names.section(section) for section in new)
        sentences.append(_("Rows in another order: %s.") % order)
    return sentences


def _all_sections(after: Layout, names: Names) -> str:
    if after.rows is None:
        return _("Rows: every section, in its usual order.")
    shown = ", ".join(names.section(row.section) for row in after.rows) or _("none")
    return _("Rows arranged: %s.") % shown


def _sized(name: str, old: int, new: int) -> str:
    words = {"name": name, "old": old, "new": new}
    if not new:
        return _("%(name)s: the row is no longer shown.") % words
    if not old:
        return _("%(name)s: the row is shown, with %(new)d places.") % words
    return _("%(name)s: %(new)d places instead of %(old)d.") % words
