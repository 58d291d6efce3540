"""`dateline new site`: a site that builds at once, and never over what exists."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.newsroom import Dateline, Newsroom

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sites")


def test_the_new_site_builds_without_a_warning(dateline: Dateline, folder: Path) -> None:
    site = folder / "town-brief"

    made = dateline("new", "site", site)
    built = dateline("build", "--strict", "--site", site)

    assert (made.code, made.err) == (0, "")
    assert f"cd {site} && dateline build" in made.out
    assert (built.code, built.err) == (0, "")
    assert built.out.startswith("2 articles, ")


def test_the_new_site_is_worth_showing(dateline: Dateline, folder: Path) -> None:
    site = folder / "town-brief"
    dateline("new", "site", site)
    dateline("build", "-q", "--site", site)

    built = Newsroom(folder / "unused")
    built.output = site / "public"
    home = built.text("/")
    assert "Town brief" in home
    assert "Harbour bridge reopens a week early" in home
    assert {"/local/", "/newsroom/", "/about/", "/contact/", "/corrections-policy/"} <= built.urls()
    report = built.page("/2025/09/01/harbour-bridge-reopens/")
    assert 'href="/2025/08/31/how-an-article-is-written/"' in report
    assert 'href="/corrections-policy/"' in report
    assert "News desk" in report
    assert "It is 104 metres." in report
    for url in built.urls():
        assert "My brief" not in built.page(url)


def test_the_new_site_is_ready_for_its_host(dateline: Dateline, folder: Path) -> None:
    site = folder / "town-brief"
    dateline("new", "site", site)

    host = tomllib.loads((site / "netlify.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    assert host["build"]["command"].startswith("pip install -r requirements.txt && dateline build")
    assert host["build"]["publish"] == "public"
    assert "PYTHON_VERSION" in host["build"]["environment"]
    assert host["headers"] == ours["headers"]
    assert "/public/" in (site / ".gitignore").read_text("utf-8")


def test_an_article_can_be_added_to_the_new_site(dateline: Dateline, folder: Path) -> None:
    site = folder / "town-brief"
    dateline("new", "site", site)

    added = dateline("new", "article", "Budget vote delayed", "--site", site, "--tags", "council")
    built = dateline("build", "--strict", "--drafts", "--json", "--site", site)

    assert added.code == 0
    assert built.code == 0
    assert built.data["counts"]["articles"] == 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("town-brief", "Town brief"),
        ("zlata's_site", "Zlata's site"),
        ('a "quoted" \\ name', "A quoted  name"),
        ("őrségi-hírek", "Őrségi hírek"),
        ("---", "My brief"),
        ("\x1b", "My brief"),
    ],
)
def test_the_title_is_made_of_the_name_of_the_folder(
    dateline: Dateline, folder: Path, name: str, title: str
) -> None:
    assert dateline("new", "site", "--", folder / name).code == 0

    config = tomllib.loads((folder / name / "dateline.toml").read_text("utf-8"))
    assert config["title"] == title


def test_folders_above_are_made(dateline: Dateline, folder: Path) -> None:
    assert dateline("new", "site", folder / "a" / "b").code == 0

    assert (folder / "a" / "b" / "dateline.toml").is_file()


def test_an_empty_folder_may_be_there_already(dateline: Dateline, folder: Path) -> None:
    assert dateline("new", "site", folder).code == 0

    assert (folder / "dateline.toml").is_file()


@pytest.mark.parametrize("existing", ["notes.txt", ".git/config", "content/a.md"])
def test_a_folder_that_holds_something_is_refused(
    dateline: Dateline, folder: Path, existing: str
) -> None:
    (folder / existing).parent.mkdir(exist_ok=True)
    (folder / existing).write_text("mine", "utf-8")

    code, out, err = dateline("new", "site", folder)

    assert (code, out) == (2, "")
    assert "exists and is not an empty folder" in err
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files == [folder / existing]


def test_a_file_is_refused(dateline: Dateline, folder: Path) -> None:
    (folder / "file").write_text("mine", "utf-8")

    assert dateline("new", "site", folder / "file").code == 2

    assert (folder / "file").read_text("utf-8") == "mine"


def test_a_folder_that_can_not_be_made_is_exit_code_3(dateline: Dateline, folder: Path) -> None:
    (folder / "file").write_text("mine", "utf-8")

    code, _, err = dateline("new", "site", folder / "file" / "site")

    assert code == 3
    assert "file" in err
