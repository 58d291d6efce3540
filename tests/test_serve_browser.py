"""The preview in a browser: what an author sees while writing."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.newsroom import Newsroom
from tests.serving import Live, live, quiet_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

FIRE, VOTE = "/2026/05/01/harbour-fire/", "/2026/05/01/budget-vote/"
LONG = "The fire is out.\n\n" + "A paragraph of the report.\n\n" * 80
TIMEOUT = 15_000  # milliseconds: other tests may be running


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Live]:
    newsroom.article("harbour-fire", LONG, section="local", summary="A fire.")
    newsroom.article("budget-vote", section="politics")
    newsroom.article("rumour", section="local", draft="true")
    newsroom.article("next-week", section="local", date="2026-06-08 06:00")
    with live(newsroom, editor="vscode://file{path}:{line}:{column}") as server:
        yield server


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


def opened(window: BrowserContext, site: Live, path: str) -> Page:
    """A tab with a page and its stream open, and a note in it that a reload wipes out."""
    page = window.new_page()
    with page.expect_request(lambda request: "/.dateline/events" in request.url):
        page.goto(site.url + path)
    page.locator("dateline-preview").wait_for(state="attached")
    page.evaluate("window.note = true")
    return page


def wait_for_text(page: Page, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def wait_until(page: Page, expression: str) -> None:
    """Not by the browser's own waiting, which the policy of the page forbids."""
    deadline = time.monotonic() + TIMEOUT / 1000
    while page.evaluate(expression) is not True:
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)


def was_reloaded(page: Page) -> bool:
    return page.evaluate("window.note !== true") is True


def fire(newsroom: Newsroom, body: str, **matter: str) -> None:
    matter = {"summary": "A fire.", **matter}
    newsroom.article("harbour-fire", body, section="local", **matter)


def test_a_save_is_seen_and_the_place_on_the_page_is_kept(
    newsroom: Newsroom, site: Live, window: BrowserContext
) -> None:
    page = opened(window, site, FIRE)
    page.evaluate("scrollTo(0, 1200)")

    fire(newsroom, LONG.replace("The fire is out.", "The fire burns again."))

    wait_for_text(page, "The fire burns again.")
    wait_until(page, "scrollY > 1000")
    assert page.evaluate("scrollY") == 1200


def test_only_the_tab_whose_page_changed_is_reloaded(
    newsroom: Newsroom, site: Live, window: BrowserContext
) -> None:
    touched, other = opened(window, site, FIRE), opened(window, site, VOTE)

    fire(newsroom, "The fire burns again.")

    wait_for_text(touched, "The fire burns again.")
    assert was_reloaded(touched)
    newsroom.article("budget-vote", "Delayed.", section="politics")
    assert not was_reloaded(other)
    wait_for_text(other, "Delayed.")


def test_all_problems_are_laid_over_the_page_and_go_by_themselves(
    newsroom: Newsroom, site: Live, window: BrowserContext
) -> None:
    page = opened(window, site, VOTE)
    path = newsroom.root / "content/local/harbour-fire.md"
    good = path.read_text()
    vote = newsroom.root / "content/politics/budget-vote.md"
    good_vote = vote.read_text()

    vote.write_text("---\ntitle: <img src=x onerror=alert(1)>\ndate: <i>never\n---\n")
    path.write_text("---\ntitle: Fire\ndate: 2026-02-30\n---\n")

    overlay = page.locator("dateline-preview .problems")
    overlay.locator("li").nth(1).wait_for()
    shown = overlay.inner_text()
    assert "content/politics/budget-vote.md:3:7" in shown
    assert "content/local/harbour-fire.md:3:7" in shown
    assert "date: <i>never" in shown
    assert overlay.locator("img, i").count() == 0
    link = overlay.locator("a").first.get_attribute("href") or ""
    assert re.match(r"vscode://file/.*\.md:3:7$", link)
    assert "It decided nothing." in page.inner_text("main")
    vote.write_text(good_vote)
    path.write_text(good)
    overlay.wait_for(state="detached")
    assert not was_reloaded(page)


def test_a_style_sheet_is_swapped_without_a_reload(
    newsroom: Newsroom, site: Live, window: BrowserContext
) -> None:
    page = opened(window, site, FIRE)

    newsroom.write("assets/css/site.css", "body { color: rgb(1, 2, 3) }")

    wait_until(page, "getComputedStyle(document.body).color === 'rgb(1, 2, 3)'")
    assert not was_reloaded(page)
    wait_until(page, "document.querySelectorAll('link[rel=stylesheet][href*=assets]').length === 1")


def test_drafts_have_a_banner_and_badges(site: Live, window: BrowserContext) -> None:
    page = opened(window, site, "/")
    badge = "getComputedStyle(document.querySelector('a[href$=\"/{}/\"]'), '::after').content"
    assert page.evaluate(badge.format("rumour")) == '"Draft"'
    assert page.evaluate(badge.format("harbour-fire")) == "none"

    page.goto(f"{site.url}/2026/05/01/rumour/")
    wait_for_text(page, "Draft: readers can't see this page")
    page.goto(f"{site.url}/2026/06/08/next-week/")
    wait_for_text(page, "Scheduled: readers will see this page from 2026-06-08 06:00")
    page.goto(f"{site.url}{FIRE}")
    page.locator("dateline-preview .bar").wait_for()
    assert page.locator("dateline-preview .banner").count() == 0


def test_the_bar_says_why_the_page_is_as_it_is(site: Live, window: BrowserContext) -> None:
    page = opened(window, site, FIRE)

    page.locator("dateline-preview .bar > summary").click()

    bar = page.locator("dateline-preview .bar")
    bar.get_by_text("Why it is so").wait_for()
    text = bar.inner_text()
    assert "content/local/harbour-fire.md" in text
    assert "min to read" in text
    assert "Don't Miss" in text
    assert "Next week" in text


def test_another_dont_miss_is_put_in_without_a_reload(
    newsroom: Newsroom, window: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.serve.making.BIG", 0)  # so it follows, as on a big site
    chance = random.Random(1)

    def say(number: int, subject: int) -> None:
        words = " ".join(f"w{subject}x{each}" for each in chance.sample(range(40), 20))
        date = f"2026-05-{number + 1:02}"
        newsroom.article(f"story-{number}", words, date=date, summary="All of it.")

    for number in range(12):
        say(number, subject=number % 2)
    with live(newsroom) as site:
        path = "/2026/05/01/story-0/"
        links = "[...document.querySelectorAll('main a')].map((each) => each.href).join(' ')"
        page = opened(window, site, path)
        page.set_viewport_size({"width": 900, "height": 300})
        page.evaluate("scrollTo(0, 200)")
        before = page.evaluate(links)

        for number in range(1, 12):
            say(number, subject=1 - number % 2)

        wait_until(page, f"{links} !== '{before}'")
        fresh = opened(window, site, path)
        wait_until(page, f"{links} === '{fresh.evaluate(links)}'")
        assert not was_reloaded(page)
        assert page.evaluate("scrollY") == 200
        assert page.inner_text("h1") == fresh.inner_text("h1")
        page.close()
        fresh.close()


def test_a_page_that_a_script_rebuilt_is_loaded_again_for_another_dont_miss(
    site: Live, window: BrowserContext
) -> None:
    page = opened(window, site, FIRE)
    page.evaluate("document.querySelector('header').remove()")
    tab = next(iter(site.serving.preview.tabs))
    route = site.serving.preview.page_at(FIRE)
    assert route is not None
    now = site.serving.preview.show(route).page.data.decode()
    told = {"before": now, "after": now.replace("<main", '<main lang="de"'), "mark": ""}

    assert site.serving._loop is not None
    with page.expect_event("load"):
        site.serving._loop.call_soon_threadsafe(tab.tell, "related", told)

    assert page.locator("header").count() > 0


def test_the_slider_shows_the_site_as_of_another_instant(
    site: Live, window: BrowserContext
) -> None:
    page = opened(window, site, "/")
    page.locator("dateline-preview .bar > summary").click()
    slider = page.locator("dateline-preview .time")
    slider.wait_for()
    assert page.locator('a[data-dateline-state^="Scheduled"]').count() > 0

    slider.focus()
    slider.press("End")

    page.locator('a[data-dateline-state^="Scheduled"]').first.wait_for(state="detached")
    assert page.locator('a[href="/2026/06/08/next-week/"]').count() > 0
    page.locator("dateline-preview .bar button", has_text="Now").click()
    page.locator('a[data-dateline-state^="Scheduled"]').first.wait_for(state="attached")


def test_a_tab_finds_its_server_again(newsroom: Newsroom, window: BrowserContext) -> None:
    newsroom.article("harbour-fire", section="local")
    port = quiet_port()
    with live(newsroom, port=port) as first:
        page = opened(window, first, FIRE)
    page.locator("dateline-preview .lost").wait_for()
    newsroom.article("harbour-fire", "The fire burns again.", section="local")
    with live(newsroom, port=port):
        wait_for_text(page, "The fire burns again.")
        page.close()


def test_the_pages_own_policy_lets_nothing_else_in(site: Live, window: BrowserContext) -> None:
    page, said = window.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    for path in ("/", FIRE, "/2026/05/01/rumour/"):
        page.goto(site.url + path)
        page.locator("dateline-preview .bar > summary").click()
        page.locator("dateline-preview .bar").get_by_text("The site as of").wait_for()
        page.locator("dateline-preview .bar > summary").click()
        # The next page has it as this one left it, once this one has heard that it is closed.
        page.wait_for_function("sessionStorage.getItem('dateline-preview open') === ''")

    assert said == []


def test_the_page_works_without_scripts(site: Live, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(site.url + FIRE)

    assert "The fire is out." in page.inner_text("main")
    context.close()


def test_seven_tabs_do_not_use_up_the_browsers_connections(
    site: Live, window: BrowserContext
) -> None:
    tabs = [window.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto(site.url + FIRE)
        # What browsers do with a tab in the background, and a headless one does not.
        tab.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )

    window.new_page().goto(site.url + VOTE)


def test_the_previews_own_style_leaves_the_page_alone(site: Live, window: BrowserContext) -> None:
    page = opened(window, site, FIRE)
    styles = """[...document.body.querySelectorAll("*")].map((each) => {
      const style = getComputedStyle(each);
      return [...style].map((name) => style.getPropertyValue(name)).join(";");
    })"""
    with_it = page.evaluate(f"document.querySelector('dateline-preview').remove(), {styles}")

    page.evaluate("document.querySelector('link[href$=\"preview.css\"]').remove()")

    assert page.evaluate(styles) == with_it


def test_a_banner_of_two_lines_hides_nothing(site: Live, window: BrowserContext) -> None:
    page = opened(window, site, "/2026/06/08/next-week/")
    page.set_viewport_size({"width": 320, "height": 600})
    height = "document.querySelector('dateline-preview').shadowRoot.querySelector('.banner')"

    wait_until(page, f"parseFloat(document.body.style.paddingTop) === {height}.offsetHeight")
    assert page.evaluate(f"{height}.offsetHeight") > 40
