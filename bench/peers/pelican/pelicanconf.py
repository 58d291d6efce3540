"""The benchmark's Pelican site. Title, tagline and sections are added by bench/pelican.py."""

import json

SITEURL = "https://times.example"
PATH = "content"
ARTICLE_PATHS = ["stories"]
STATIC_PATHS = ["images", "code"]
PAGE_PATHS = ["pages"]
OUTPUT_PATH = "public"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
TIMEZONE = "Europe/Budapest"
DEFAULT_LANG = "en"

# Read stories are kept, as far as Pelican can.
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True

ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
PAGE_URL = "{slug}/"
CATEGORY_URL = "{slug}/"
TAG_URL = "tags/{slug}/"
AUTHOR_URL = "authors/{slug}/"
YEAR_ARCHIVE_URL = "{date:%Y}/"
MONTH_ARCHIVE_URL = "{date:%Y}/{date:%m}/"
DAY_ARCHIVE_URL = "{date:%Y}/{date:%m}/{date:%d}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
PAGE_SAVE_AS = PAGE_URL + "index.html"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
TAG_SAVE_AS = TAG_URL + "index.html"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL + "index.html"
MONTH_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_URL + "index.html"
DAY_ARCHIVE_SAVE_AS = DAY_ARCHIVE_URL + "index.html"

DIRECT_TEMPLATES = ["index", "tags", "authors", "archives", "404", "sitemap", "robots"]
TAGS_SAVE_AS = "tags/index.html"
AUTHORS_SAVE_AS = "authors/index.html"
ARCHIVES_SAVE_AS = "archives/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"

PAGINATED_TEMPLATES = {"category": 30, "tag": 30, "author": 30}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_DOMAIN = SITEURL
FEED_MAX_ITEMS = 10
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM, FEED_ALL_RSS = "feed.xml", "rss.xml"
FEED_ATOM = FEED_RSS = TRANSLATION_FEED_ATOM = AUTHOR_FEED = None
CATEGORY_FEED_ATOM, CATEGORY_FEED_RSS = "{slug}/feed.xml", "{slug}/rss.xml"
TAG_FEED_ATOM, TAG_FEED_RSS = "tags/{slug}/feed.xml", "tags/{slug}/rss.xml"
AUTHOR_FEED_ATOM, AUTHOR_FEED_RSS = "authors/{slug}/feed.xml", "authors/{slug}/rss.xml"

MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
FORMATTED_FIELDS: list[str] = []
TYPOGRIFY = False
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True}
JINJA_FILTERS = {"fromjson": json.loads}
