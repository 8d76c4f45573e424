"""Checks that a site of its own would add, for the tests of that."""

from articles.checks import Check, Finding


class NoExclamation(Check):
    code = "exclamation"
    name = "Exclamation mark in the headline"

    def find(self, context):
        if "!" in context.story.headline:
            yield Finding("The headline shouts.", context.field("headline"))


class SameCode(Check):
    code = "byline"
    name = "A code that is taken"


class NoCheck:
    pass
