"""/robots.txt (RFC 9309), and the reservation of text and data mining beside it.

Both ask; neither keeps anybody out.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from newsroom.public import machine_answer, public_page, site_origin

# Those that gather text and pictures to train AI, by the name they go by, and where their operator
# speaks. What fetches a page because a person asks, or indexes it for a search, is not among them.
# Newcomers are collected at https://github.com/ai-robots-txt/ai.robots.txt.
AI_CRAWLERS = {
    "AI2Bot": "https://allenai.org/crawler",
    "Amazonbot": "https://developer.amazon.com/amazonbot",
    "anthropic-ai": "https://support.anthropic.com/en/articles/8896518",
    "Applebot-Extended": "https://support.apple.com/en-us/119829",
    "Bytespider": "https://bytedance.com",
    "CCBot": "https://commoncrawl.org/ccbot",
    "ClaudeBot": "https://support.anthropic.com/en/articles/8896518",
    "cohere-training-data-crawler": "https://cohere.com",
    "DeepSeekBot": "https://www.deepseek.com",
    "Diffbot": "https://docs.diffbot.com",
    "FacebookBot": "https://developers.facebook.com/docs/sharing/bot",
    "Google-Extended": "https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers",
    "GPTBot": "https://platform.openai.com/docs/bots",
    "ICC-Crawler": "https://ucri.nict.go.jp/en/icccrawler.html",
    "ImagesiftBot": "https://imagesift.com/about",
    "img2dataset": "https://github.com/rom1504/img2dataset",
    "meta-externalagent": "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers",
    "omgili": "https://webz.io/blog/web-data/what-is-the-omgili-bot-and-why-is-it-crawling-your-website",
    "PanguBot": "https://www.huawei.com",
    "SBIntuitionsBot": "https://www.sbintuitions.co.jp/en/bot",
    "Timpibot": "https://timpi.io",
    "Webzio-Extended": "https://webz.io/bot.html",
}
# The desk, and stories by a secret address.
_SHUT = ("/admin/", "/preview/")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _SHUT), ""]
    if settings.ROBOTS_AI == "refuse":
        lines += [*(f"User-agent: {name}" for name in AI_CRAWLERS), "Disallow: /", ""]
    lines.append(f"Sitemap: {site_origin(request)}{reverse('articles:sitemap')}")
    return machine_answer("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@public_page
def mining_reservation(request: HttpRequest) -> HttpResponse:
    """/.well-known/tdmrep.json, for Article 4 of the EU's directive 2019/790.

    The TDM Reservation Protocol (https://www.w3.org/community/reports/tdmrep/): reserved where
    ROBOTS_AI refuses, and otherwise nothing is said.
    """
    rules = [{"location": "/", "tdm-reservation": 1}] if settings.ROBOTS_AI == "refuse" else []
    return machine_answer(json.dumps(rules) + "\n", "application/json")
