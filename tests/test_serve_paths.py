"""The preview at addresses: what a host gives there, and what nobody must get."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from dateline.serve.hosting import allowing, headers_for, read_headers, read_redirects, redirect_for
from dateline.serve.tabs import Tab
from tests.newsroom import CONFIG, Newsroom
from tests.serving import Onlooker, parsed


@pytest.fixture
def site(newsroom: Newsroom) -> Onlooker:
    newsroom.article("harbour-fire", section="local", aliases="[/old/fire/]")
    newsroom.write("static/robots-extra.txt", "hello")
    newsroom.write("static/tool/index.html", "<p>tool</p>")
    newsroom.write("static/plain.html", "<p>plain</p>")
    newsroom.write(".env", "SECRET=1")
    newsroom.write("netlify.toml", "[build]")
    newsroom.write("public2/secret.html", "secret")
    newsroom.write("content/.hidden.md", "hidden")
    return Onlooker(newsroom)


FIRE = "/2026/05/01/harbour-fire/"


def test_a_page_is_what_a_build_makes_but_for_what_is_injected(site: Onlooker) -> None:
    site.newsroom.build(drafts=True)

    shown = site.text(FIRE)

    start = shown.index('<link rel="stylesheet" href="/.dateline/')
    assert shown[:start] + shown[shown.index("</head>") :] == site.newsroom.page(FIRE)


def test_every_address_of_a_build_is_there(site: Onlooker) -> None:
    site.newsroom.build(drafts=True)

    for file in site.newsroom.files():
        if file not in ("_headers", "_redirects"):
            path = "/" + file.removesuffix("index.html")
            moved = path == "/old/fire/"  # the host leads on before it looks for a page
            assert site.ask(path).status == (301 if moved else 200), path


def test_feeds_and_files_are_the_bytes_of_a_build(site: Onlooker) -> None:
    site.newsroom.build(drafts=True)
    files = site.newsroom.files()

    for file in ("feed.xml", "feed.json", "sitemap.xml", "robots.txt", "robots-extra.txt"):
        assert site.ask(f"/{file}").body == files[file], file


def test_ids_and_old_addresses_come_from_the_ledger_as_in_a_build(site: Onlooker) -> None:
    newsroom = site.newsroom
    ledger = newsroom.write("urls.lock", f"{FIRE} tag:fire\n/local/page/9/\n")
    before = ledger.read_bytes()
    newsroom.build(drafts=True)

    assert site.maker.sources.look_at(["urls.lock"]) == {"urls.lock"}
    site.preview.take(site.maker.after(["urls.lock"]))

    for shown in (site, Onlooker(newsroom)):
        assert b"<id>tag:fire</id>" in shown.ask("/feed.xml").body
        for file in ("feed.xml", "rss.xml", "feed.json"):
            assert shown.ask(f"/{file}").body == newsroom.files()[file], file
        answer = shown.ask("/local/page/9/")
        assert (answer.status, answer.headers["location"]) == (301, "/local/")
        shown.serving.end()
    assert ledger.read_bytes() == before


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (FIRE.rstrip("/"), FIRE),
        (f"{FIRE}index.html", FIRE),
        ("/index.html", "/"),
        ("/local", "/local/"),
        ("/local?a=b", "/local/?a=b"),
        ("/tool", "/tool/"),
        ("/old/fire/", FIRE),
        ("/old/fire", FIRE),
    ],
)
def test_addresses_that_lead_elsewhere_do_so_for_good(
    site: Onlooker, path: str, target: str
) -> None:
    found = site.ask(path)

    assert (found.status, found.headers["location"]) == (301, target)


def test_no_browser_keeps_where_an_address_leads(site: Onlooker) -> None:
    for path in ("/local", "/old/fire/", "/index.html"):
        assert site.ask(path).headers["cache-control"] == "no-store", path


def test_a_file_is_found_without_its_ending(site: Onlooker) -> None:
    assert site.ask("/plain").body == b"<p>plain</p>"
    assert site.ask("/tool/").body == b"<p>tool</p>"


def test_what_is_not_there_is_the_404_page_with_its_status(site: Onlooker) -> None:
    found = site.ask("/nothing/here/")

    assert found.status == 404
    assert "Page not found" in found.text


@pytest.mark.parametrize(
    "path",
    [
        *("/../../etc/passwd", "/%2e%2e/", "/..%2f..%2fetc/passwd", "//etc/passwd", "/%00", "/%ff"),
        *("/..%5c", "/.env", "/netlify.toml", "/public2/secret.html", "/../public2/secret.html"),
        *("/dateline.toml", "/content/local/harbour-fire.md", "/.dateline/cache.sqlite"),
        *("/.dateline/", "/.dateline/preview.py", "/.dateline/../server.py", "/_headers"),
        *("/_redirects", "/static/robots-extra.txt", "/.hidden.md", "/assets/../.env"),
        *("/.git/config", "/local/../../.env", "/./", "//", "/%252e%252e/"),
        *("/%0a", "/%0d%0aX-Evil:1", "/local%0a", "/robots-extra.txt%0a", "/robots-extra.txt%00"),
        *("*", "http://evil.example/robots-extra.txt", "robots-extra.txt", "/%5f%48eaders"),
        *("/.dateline/events/", "/.dateline/about%0a", "/.dateline/preview.css%0a", "/LOCAL/"),
    ],
)
def test_only_what_is_listed_is_given_and_all_else_looks_alike(site: Onlooker, path: str) -> None:
    found, other = site.ask(path), site.ask("/there-is-no-such-thing")

    assert found.status == 404
    assert found.body == other.body


def test_a_link_that_leads_out_of_the_site_is_not_followed(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret: Path = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("secret")
    newsroom.write("static/fine.txt", "fine")
    (newsroom.root / "static/secret.txt").symlink_to(secret)
    site = Onlooker(newsroom)

    assert site.ask("/fine.txt").status == 200
    assert site.ask("/secret.txt").status == 404


def test_a_site_below_a_path_is_served_below_it(newsroom: Newsroom) -> None:
    newsroom.write("dateline.toml", CONFIG.replace("brief.example", "brief.example/news"))
    newsroom.article("harbour-fire", aliases="[/old/]")
    site = Onlooker(newsroom)

    assert site.ask(f"/news{FIRE}").status == 200
    assert site.ask("/").headers["location"] == "/news/"
    assert site.ask("/news").headers["location"] == "/news/"
    assert site.ask("/news/old/").headers["location"] == f"/news{FIRE}"
    assert site.ask(FIRE).status == 404
    assert site.ask("/newsroom/").status == 404


# Names


@pytest.mark.parametrize(
    "host", ["localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"]
)
def test_the_server_goes_by_its_names(site: Onlooker, host: str) -> None:
    assert site.ask("/", host=host).status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("192.168.1.5:8000", 403),
        ("", 400),
        (None, 400),
        ("a" * 10_000, 400),
        ("a b", 400),
        ("localhost:8000/x", 400),
        ("user@localhost", 400),
    ],
)
def test_another_name_is_refused(site: Onlooker, host: str | None, status: int) -> None:
    assert site.ask("/", host=host).status == status
    assert site.ask("/").status == 200


def test_two_names_are_refused(site: Onlooker) -> None:
    assert site.ask("/", headers=[("host", "localhost:8000")]).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("origin", "http://localhost:9000")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
    ],
)
@pytest.mark.parametrize("path", ["events?path=/", "about?path=/", "as-of"])
def test_what_is_for_our_pages_is_refused_to_others(
    site: Onlooker, path: str, headers: list[tuple[str, str]]
) -> None:
    method = "POST" if path == "as-of" else "GET"
    kind = [("content-type", "application/json")]

    found = site.ask(f"/.dateline/{path}", method=method, headers=[*headers, *kind], body=b"{}")

    assert found.status == 403


def test_a_form_elsewhere_can_not_travel_in_time(site: Onlooker) -> None:
    kind = [("content-type", "text/plain")]

    found = site.ask("/.dateline/as-of", method="POST", headers=kind, body=b'{"as_of": null}')

    assert found.status == 403


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"{}", b"[]", b"5", b'{"as_of": 5}', b"\xff", b'{"as_of": "\xff"}'),
        *(rb'{"as_of": "\ud800"}', b"[" * 100_000, b'{"as_of": null, "b": ' + b"[" * 100_000),
    ],
)
def test_an_instant_that_can_not_be_read_is_not_understood(site: Onlooker, body: bytes) -> None:
    kind = [("content-type", "application/json")]

    found = site.ask("/.dateline/as-of", method="POST", headers=kind, body=body)

    assert (found.status, found.text) == (400, "not understood\n")


def test_nobody_is_allowed_to_read_across_origins(site: Onlooker) -> None:
    origin = [("origin", "https://evil.example"), ("access-control-request-method", "GET")]
    for path in ("/", FIRE, "/nothing", "/feed.xml", "/robots-extra.txt", "/.dateline/preview.js"):
        for method in ("GET", "HEAD", "OPTIONS"):
            headers = site.ask(path, method=method, headers=origin).headers
            assert not [name for name in headers if name.startswith("access-control")], path


def test_only_reading_is_possible(site: Onlooker) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "ANY"):
        for path in ("/", "/nothing", "/robots-extra.txt", "/.dateline/about"):
            assert site.ask(path, method=method).status == 405, (method, path)


def test_the_head_of_the_stream_opens_no_tab(site: Onlooker) -> None:
    found = site.ask("/.dateline/events?path=/", method="HEAD")

    assert found.headers["content-type"].startswith("text/event-stream")
    assert found.body == b""
    assert len(site.preview.tabs) == 0


def shown_mark(site: Onlooker, path: str) -> str:
    """The mark that the page at a path brings along."""
    found = site.text(path).partition('data-preview="')[2].partition('"')[0]
    return str(json.loads(unescape(found))["mark"])


# The host's rules


def test_the_hosts_headers_are_those_of_the_site(site: Onlooker) -> None:
    headers = site.ask(FIRE).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-cache"
    assert "strict-transport-security" not in headers


def test_headers_of_a_theme_are_applied(newsroom: Newsroom) -> None:
    newsroom.write("templates/_headers", "/local/*\n  X-Desk: local\n/*\n  X-All: yes\n")
    newsroom.article("harbour-fire", section="local")
    site = Onlooker(newsroom)

    assert site.ask("/local/").headers["x-desk"] == "local"
    assert "x-desk" not in site.ask("/").headers
    assert site.ask("/nothing").headers["x-all"] == "yes"


def test_what_a_preview_can_not_send_is_left_out(newsroom: Newsroom) -> None:
    newsroom.article("harbour-fire", section="local")
    lines = (
        *("X-Motto: “Fish”", "Access-Control-Allow-Origin: *", "Bad Name: x", ": empty"),
        *("Transfer-Encoding: chunked", "Content-Length: 3", "Content-Encoding: gzip"),
    )
    newsroom.write("templates/_headers", "/*\n" + "".join(f"  {line}\n" for line in lines))
    site = Onlooker(newsroom)

    for path in (FIRE, "/nothing/"):
        found = site.ask(path)
        assert found.headers["x-motto"] == "“Fish”"
        assert not {name for name in found.headers if name.startswith("access-control")}
        assert not {"bad name", "", "transfer-encoding", "content-encoding"} & {*found.headers}
        assert found.headers["content-length"] == str(len(found.body))


def test_patterns_of_headers_add_up() -> None:
    rules = read_headers("/*\n  A: 1\n# note\n/x/:name/y\n  A: 2\n  B: 3\nlost\n")

    assert headers_for(rules, "/x/z/y") == {"a": "1, 2", "b": "3"}
    assert headers_for(rules, "/x/z/z/y") == {"a": "1"}


@pytest.mark.parametrize(
    ("line", "path", "target"),
    [
        ("/a/* /b/:splat 302", "/a/c/d", ("/b/c/d", 302, False)),
        ("/a/:id/ /b/:id", "/a/7", ("/b/7", 301, False)),
        ("/a /b 200!", "/a/", ("/b", 200, True)),
        ("# /a /b", "/a", None),
        ("/a", "/a", None),
        ("/a /b # as of May", "/a", ("/b", 301, False)),
        ("/a%20b /c 302", "/a b", ("/c", 302, False)),
        ("/a /b 302 Country=de", "/a", None),
        ("/a id=:id /b/:id 301", "/a", None),
        ("/a /b 999", "/a", None),
    ],
)
def test_redirects_are_read_as_hosts_read_them(
    line: str, path: str, target: tuple[str, int, bool] | None
) -> None:
    assert redirect_for(read_redirects(line), path) == target


def test_a_rewrite_gives_another_page_at_the_address(newsroom: Newsroom) -> None:
    newsroom.write("templates/_redirects", "/desk/ /local/ 200\n/gone/ /local/ 410\n")
    newsroom.article("harbour-fire", section="local")
    site = Onlooker(newsroom)

    assert site.ask("/desk/").body == site.ask("/local/").body
    assert site.ask("/gone/").status == 410


def test_the_tab_of_a_rewrite_is_told_when_the_page_that_it_shows_changes(
    newsroom: Newsroom,
) -> None:
    newsroom.write("templates/_redirects", "/desk/ /local/ 200\n/politics/ /local/ 200!\n")
    newsroom.article("harbour-fire", section="local")
    newsroom.article("budget-vote", section="politics")
    site = Onlooker(newsroom)
    tabs = [site.open(path) for path in ("/desk/", "/politics/", "/local/")]
    again = [Tab(path, shown_mark(site, path)) for path in ("/desk/", "/politics/", "/nowhere/")]
    for tab in again:
        site.preview.greet(tab)
        assert parsed(tab.events.get_nowait() or b"")[0] == "problems"

    newsroom.article("harbour-fire", section="local", title="Port burns")
    site.look()

    assert [tab.events() for tab in tabs] == [["reload"], ["reload"], ["reload"]]


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (
            "default-src 'self'",
            "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'",
        ),
        (
            "script-src 'none'; style-src https://x; connect-src 'self'; upgrade-insecure-requests",
            "script-src http://l/.dateline/; style-src https://x http://l/.dateline/; "
            "connect-src 'self'",
        ),
    ],
)
def test_a_policy_lets_in_no_more_than_the_previews_own_files(policy: str, allowed: str) -> None:
    assert allowing(policy, "http://l") == allowed
