"""Structured data (schema.org as JSON-LD) about pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.render.facts import Facts
from dateline.render.views import ArticleView, LinkView

Data = dict[str, Any]


def organisation(facts: Facts) -> Data:
    return facts.remember("organisation", _organisation, facts)


def _organisation(facts: Facts) -> Data:
    publisher = facts.config.publisher
    data: Data = {
        "@type": "NewsMediaOrganization",
        "name": publisher.name,
        "url": publisher.url or facts.absolute(facts.route("home")),
        "logo": {"@type": "ImageObject", "url": facts.publisher_logo},
    }
    policy = next((each for each in publisher.policies if "correct" in each.url.lower()), None)
    if policy is not None:
        data["correctionsPolicy"] = facts.absolute(facts.link(policy.title, policy.url).url)
    return data


def website(facts: Facts) -> Data:
    config = facts.config
    data: Data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": config.title,
        "url": facts.absolute(facts.route("home")),
        "inLanguage": facts.language,
        "publisher": organisation(facts),
    }
    if config.tagline or config.description:
        data["description"] = config.description or config.tagline
    return data


def news_article(facts: Facts, article: ArticleView, image: str) -> Data:
    """A NewsArticle with what search engines ask for: headline, dates, author, image, publisher."""
    published = article.published
    authors: list[Data] = [
        {"@type": _author_type(each.name), "name": each.name, "url": facts.absolute(each.url)}
        for each in article.authors
    ]
    data: Data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": published.isoformat() if published else None,
        "dateModified": article.changed.isoformat() if article.changed else None,
        "inLanguage": article.lang,
        "mainEntityOfPage": article.canonical,
        "author": authors or [organisation(facts)],
        "image": [image],
        "publisher": organisation(facts),
        "wordCount": article.words,
    }
    if article.standfirst or article.summary:
        data["description"] = article.standfirst or article.summary
    if article.section:
        data["articleSection"] = article.section.title
    if article.tags:
        data["keywords"] = [tag.title for tag in article.tags]
    if article.dateline:
        data["dateline"] = article.dateline
    if article.corrections:
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": each.html.striptags(),
                "datePublished": each.date.isoformat(),
            }
            for each in article.corrections
        ]
    return {key: value for key, value in data.items() if value is not None}


def _author_type(name: str) -> str:
    last = name.casefold().split()[-1:]
    return "Organization" if last in (["desk"], ["staff"], ["team"]) else "Person"


def web_page(facts: Facts, kind: str, title: str, url: str) -> Data:
    """A page that is neither the home page nor an article; `kind` is a schema.org type."""
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "name": title,
        "url": url,
        "inLanguage": facts.language,
        "isPartOf": {
            "@type": "WebSite",
            "name": facts.config.title,
            "url": facts.absolute(facts.route("home")),
        },
    }


def breadcrumbs(facts: Facts, links: Sequence[LinkView]) -> Data:
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": at,
                "name": each.title,
                "item": facts.absolute(each.url),
            }
            for at, each in enumerate(links, 1)
        ],
    }
