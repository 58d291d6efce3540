"""Structured data (schema.org as JSON-LD) about pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.link.policies import KNOWN
from dateline.render.facts import Facts
from dateline.render.views import ArticleView, AuthorView, LinkView, LiveEntryView

Data = dict[str, Any]

TYPES = {
    "news": "NewsArticle",
    "reportage": "ReportageNewsArticle",
    "opinion": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "background": "BackgroundNewsArticle",
    "review": "ReviewNewsArticle",
}


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
    for name, link in facts.policies().items():
        if KNOWN[name].property:
            data[KNOWN[name].property] = facts.absolute(link.url)
        elif name == "contact":
            data["contactPoint"] = {
                "@type": "ContactPoint",
                "contactType": "newsroom",
                "url": facts.absolute(link.url),
            }
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
    """An article with what search engines ask for: headline, dates, author, images, publisher."""
    published = article.published
    authors = [author(facts, each) for each in article.authors]
    crops = article.image.crops if article.image else ()
    data: Data = {
        "@context": "https://schema.org",
        "@type": TYPES[article.type],
        "headline": article.title,
        "datePublished": published.isoformat() if published else None,
        "dateModified": article.changed.isoformat() if article.changed else None,
        "inLanguage": article.lang,
        "mainEntityOfPage": article.canonical,
        "author": authors or [organisation(facts)],
        "image": [image, *map(facts.absolute, crops)],
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
        data["correction"] = corrections(article)
    if article.storyline:
        data["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": article.storyline.title,
            "url": facts.absolute(article.storyline.url),
        }
    return {key: value for key, value in data.items() if value is not None}


def live_blog(facts: Facts, article: ArticleView, about: Data) -> Data:
    """`about` what is covered live: a LiveBlogPosting, or once that is over, with one as a part."""
    coverage = article.coverage
    if coverage is None:
        return about
    blog: Data = {
        "@type": "LiveBlogPosting",
        "coverageStartTime": coverage.start.isoformat(),
        "liveBlogUpdate": [_update(facts, article, each) for each in coverage.entries],
    }
    if coverage.end:
        blog["coverageEndTime"] = coverage.end.isoformat()
    if not coverage.over:
        return {**about, **blog}
    url = facts.absolute(article.url)
    return {**about, "hasPart": {**blog, "headline": article.title, "url": url}}


def _update(facts: Facts, article: ArticleView, entry: LiveEntryView) -> Data:
    authors = [author(facts, each) for each in entry.authors or article.authors]
    return {
        "@type": "BlogPosting",
        "headline": entry.title or entry.summary or article.title,
        "url": facts.absolute(entry.url),
        "datePublished": entry.published.isoformat(),
        "dateModified": (entry.updated or entry.published).isoformat(),
        "author": authors or [organisation(facts)],
        "articleBody": entry.body.striptags(),
        "inLanguage": entry.lang,
    }


def corrections(article: ArticleView) -> list[Data]:
    return [
        {
            "@type": "CorrectionComment",
            "text": each.html.striptags(),
            "datePublished": each.date.isoformat(),
        }
        for each in article.corrections
    ]


def author(facts: Facts, who: AuthorView) -> Data:
    """Who wrote something: a person, or a team of the newsroom."""
    data: Data = {
        "@type": "Organization" if who.team else "Person",
        "name": who.name,
        "url": facts.absolute(who.url),
    }
    if who.role and not who.team:
        data["jobTitle"] = who.role
    return data


def profile(facts: Facts, who: AuthorView, url: str) -> Data:
    """The page of an author, with whom it is about."""
    about = author(facts, who)
    if who.bio:
        about["description"] = who.bio.striptags()
    elsewhere = [link.url for link in who.links if link.url.startswith("http")]
    if elsewhere:
        about["sameAs"] = elsewhere
    about["parentOrganization" if who.team else "worksFor"] = organisation(facts)
    return {**web_page(facts, "ProfilePage", who.name, url), "mainEntity": about}


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
