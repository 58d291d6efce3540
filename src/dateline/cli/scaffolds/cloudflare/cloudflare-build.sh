#!/bin/sh
# How Cloudflare Pages builds this site. The project's settings name it as the build command:
# sh cloudflare-build.sh
set -eu
pip install -r requirements.txt
if [ "${CF_PAGES_BRANCH:-main}" = "main" ]; then
    # Warnings don't stop this build: an embargo must not wait for them. Those of previews do.
    dateline build
else
    # A preview, at an address of its own: with drafts and what is to come, and with search
    # engines asked to stay away.
    dateline build --strict --drafts --noindex --base-url "$CF_PAGES_URL"
fi
