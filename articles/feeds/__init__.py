"""RSS 2.0, Atom and JSON Feed 1.1 of the site, of a section, a tag and an author.

reading.py reads live editions, items.py makes items of their records, content.py their text;
rss.py, atom.py and json_feed.py write them.
"""
