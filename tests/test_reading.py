"""What a reader does with a page: in Chromium, with real clicks and keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from tests.brief import build_brief
from tests.chromium import served
from tests.newsroom import Newsroom

pytestmark = pytest.mark.browser

STORY = "/2025/06/02/istanbul-talks/"
PICTURED = "/2025/02/09/baltic-grid/"
PAGES = ["/", STORY, PICTURED, "/world/", "/tags/ukraine/", "/archives/", "/2025/06/", "/404.html"]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

# Lines of a paragraph that are full, as the number of their characters.
LINES = """() => [...document.querySelectorAll(".story-body > p:not(.dateline)")].flatMap((p) => {
  const range = document.createRange(), tops = new Map();
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) for (let at = 0; at < node.length; at++) {
    range.setStart(node, at); range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    if (box) tops.set(Math.round(box.bottom / 8), (tops.get(Math.round(box.bottom / 8)) || 0) + 1);
  }
  return [...tops.values()].slice(0, -1);
})"""
UNLIKE_BROWSERS = """([language, words]) => {
  const plurals = new Intl.PluralRules(language), wrong = [];
  const browser = new Intl.RelativeTimeFormat(language);
  for (const unit in words) for (let count = 1; count < 100; count++) {
    const said = words[unit][plurals.select(count)]?.replace("{0}", count);
    const meant = browser.format(-count, unit);
    if (said !== meant) wrong.push([said, meant]);
  }
  return wrong;
}"""
SHIFTS = """() => new Promise((done) => { let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400); })"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration brief, built in a copy and served."""
    with served(build_brief(tmp_path_factory.mktemp("reading")).output) as base:
        yield base


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Any]:
    """Opens a page in a window of its own; what goes wrong there ends the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            wrong.append(line.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            wrong.append(request.url)

    def open_page(path: str, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", on_console)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", on_request)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def ground(page: Page) -> str:
    """The colour of the page."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_switch_turns_a_page_and_is_remembered(open_page: Any, system: str) -> None:
    page = open_page(STORY, color_scheme=system)
    before, switch = ground(page), page.get_by_role("button", name="Dark")
    assert switch.get_attribute("aria-pressed") == str(system == "dark").lower()

    switch.click()
    page.wait_for_timeout(200)
    turned = ground(page)
    page.reload()

    assert turned != before
    assert ground(page) == turned
    switch.click()
    page.wait_for_timeout(200)
    assert ground(page) == before
    assert page.evaluate("localStorage.length") == 0


def test_a_link_is_copied(open_page: Any, address: str) -> None:
    page = open_page(STORY, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy link").click()

    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"http://127.0.0.1{STORY}"


def test_dates_are_told_the_way_people_do(open_page: Any) -> None:
    when = open_page(STORY).locator(".kicker time")

    assert when.inner_text().endswith("ago")
    assert when.get_attribute("title") == "2 June 2025"


def test_dates_on_paper_are_whole(open_page: Any) -> None:
    page = open_page("/")
    page.emulate_media(media="print")

    when = page.locator(".lead time[data-relative]")

    assert when.evaluate("each => getComputedStyle(each, '::after').content") == '"9 October 2025"'
    assert when.evaluate("each => getComputedStyle(each).fontSize") == "0px"


@pytest.mark.parametrize("theme", ["broadsheet", "wire"])
def test_long_words_break_on_a_small_screen(
    chromium: Browser, newsroom: Newsroom, theme: str
) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    newsroom.config(
        f'language = "de"\ntheme = "{theme}"\n[[sections]]\nslug = "local"\ntitle = "{word}"'
    )
    toml = newsroom.root / "dateline.toml"
    toml.write_text(toml.read_text("utf-8").replace("The Test Brief", f"{word} {word}"), "utf-8")
    for slug, date in (("a", "2026-05-01"), ("b", "2026-05-02")):
        newsroom.article(
            slug,
            word,
            date=date,
            title=word,
            section="local",
            tags=f"[{word}]",
            authors=f"[{word}]",
            standfirst=word,
            dateline=word,
        )
    newsroom.build()

    wide = []
    with (
        served(newsroom.output) as address,
        chromium.new_page(viewport={"width": 320, "height": 640}) as page,
    ):
        for url in sorted(newsroom.urls()):
            page.goto(address + url)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(url)

    assert wide == []


def test_the_list_of_tags_can_be_printed(open_page: Any) -> None:
    page = open_page("/tags/")
    page.emulate_media(media="print")

    assert page.get_by_role("link", name="Ukraine", exact=True).is_visible()


def test_section_and_date_change_places_from_right_to_left(open_page: Any) -> None:
    page = open_page(STORY)
    page.evaluate("document.documentElement.dir = 'rtl'")

    section = page.locator(".kicker a").bounding_box()
    when = page.locator(".kicker time").bounding_box()

    assert when["x"] + when["width"] + 8 <= section["x"]


def test_a_day_in_a_narrow_column_is_not_parted_from_its_month(open_page: Any) -> None:
    titles = open_page("/", viewport={"width": 800, "height": 900}).locator(".day-title time")

    lines = titles.evaluate_all(
        """titles => titles.map((title) => {
          const range = document.createRange(), text = title.firstChild, lines = {};
          for (let at = 0; at < text.length; at++) {
            range.setStart(text, at); range.setEnd(text, at + 1);
            const top = range.getBoundingClientRect().top;
            lines[top] = (lines[top] || "") + text.data[at];
          }
          return Object.values(lines);
        })"""
    )

    assert any(len(each) == 2 for each in lines)
    assert [each for each in lines if each[0].strip()[-1].isdigit() and len(each) > 1] == []


@pytest.mark.parametrize("language", ["en-GB", "de", "fr", "hu", "uk", "pl", "lv"])
def test_words_for_what_has_passed_are_those_of_browsers(
    chromium: Browser, newsroom: Newsroom, language: str
) -> None:
    units = ("year", "month", "week", "day", "hour", "minute")
    newsroom.config(f'language = "{language}"')
    newsroom.article("a")
    newsroom.write(
        "templates/home.html", "".join(f"{{{{ '{unit}'|ago|tojson }}}}\n" for unit in units)
    )
    newsroom.build()
    words = dict(zip(units, map(json.loads, newsroom.page("/").splitlines()), strict=True))

    with chromium.new_page() as page:
        wrong = page.evaluate(UNLIKE_BROWSERS, [language, words])

    assert wrong == []


def test_the_keyboard_goes_through_a_page_in_order_and_is_seen(open_page: Any) -> None:
    page = open_page(STORY)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const at = document.activeElement, style = getComputedStyle(at);
            return at === document.body ? null : [at.textContent.trim(), style.outlineStyle,
              at.getBoundingClientRect().width > 0]; }"""
        )
        if found is None:
            break
        seen.append(found)

    names = [name for name, _, _ in seen]
    assert names[:3] == ["Skip to content", "The Dateline Brief", "World"]
    assert names.index("Culture") < names.index("World desk") < names.index("Send by mail")
    assert "Copy link" in names
    assert [name for name, outline, wide in seen if outline == "none" or not wide] == []


def test_the_skip_link_leads_past_the_menu(open_page: Any) -> None:
    page = open_page(STORY)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_or_moves(open_page: Any, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    assert page.evaluate(SHIFTS) == 0
    for width in (320, 390, 600, 703, 704, 768, 991, 992, 1087, 1088, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{path} at {width}"


@pytest.mark.parametrize("width", [320, 360, 412, 768])
@pytest.mark.parametrize("path", ["/", STORY])
def test_nothing_jumps_on_a_slow_phone(
    chromium: Browser, address: str, path: str, width: int
) -> None:
    with chromium.new_context(viewport={"width": width, "height": 823}) as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})

        page.goto(address + path)

        assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize("path", [STORY, PICTURED])
def test_a_story_begins_above_the_fold_of_a_phone(open_page: Any, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    if path == PICTURED:  # the picture may push the text below, but not who wrote it and when
        assert page.locator(".story-meta").bounding_box()["y"] < 844
        return

    lines = page.locator(".story-body > p:not(.dateline)").first.bounding_box()

    assert lines["y"] + 3 * 30 < 844


def test_lines_are_of_sixty_to_seventy_characters(open_page: Any) -> None:
    full = sorted(open_page(PICTURED).evaluate(LINES))

    assert len(full) > 20
    assert 60 <= full[len(full) // 2] <= 70


def test_printed_there_is_the_story_and_no_navigation(open_page: Any) -> None:
    page = open_page(STORY, color_scheme="dark")

    page.emulate_media(media="print")

    for name in (".menu", ".switch", ".pager", ".dont-miss", ".colophon", ".tools"):
        assert not page.locator(name).is_visible(), name
    for name in ("h1", ".standfirst", ".story-body", ".sources", ".permalink"):
        assert page.locator(name).first.is_visible(), name
    assert ground(page) == "rgb(255, 255, 255)"


def test_right_to_left_the_page_is_mirrored(open_page: Any) -> None:
    page = open_page(STORY)

    def left(name: str) -> float:
        return float(page.locator(name).first.bounding_box()["x"])

    assert left(".story-meta") < left(".story-body")
    assert left(".nameplate") < left(".menu")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert left(".story-meta") > left(".story-body")
    assert left(".nameplate") > left(".menu")


def test_without_scripts_all_is_there_but_what_needs_them(open_page: Any) -> None:
    page = open_page(STORY, java_script_enabled=False)

    assert page.locator(".kicker time").inner_text() == "2 June 2025"
    assert page.get_by_role("link", name="Send by mail").is_visible()
    assert not page.locator("button").first.is_visible()
    assert page.locator(".dont-miss .card").count() >= 3


def test_the_calendar_of_a_month_leads_to_its_days(open_page: Any) -> None:
    page = open_page("/2025/06/")

    page.locator(".calendar").get_by_role("link", name="25").click()

    assert page.url.endswith("/2025/06/25/")
    assert page.locator(".river .card").count() == 1


def test_high_contrast_darkens_what_is_soft(open_page: Any) -> None:
    soft = "getComputedStyle(document.querySelector('.standfirst')).color"

    assert open_page(STORY).evaluate(soft) != open_page(STORY, contrast="more").evaluate(soft)


def test_a_story_asks_for_four_files_at_most(
    open_page: Any, chromium: Browser, address: str
) -> None:
    context = chromium.new_context(viewport=PHONE)
    asked: list[str] = []
    context.on("request", lambda each: asked.append(each.url[:60]))

    context.new_page().goto(address + STORY, wait_until="networkidle")
    context.close()

    # The page's own mark is a picture, for the tab.
    assert len([each for each in asked if "/favicon-" not in each]) <= 4, asked
