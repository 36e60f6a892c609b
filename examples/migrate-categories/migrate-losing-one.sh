#!/bin/sh
# Migrates, then loses one category of one post, as a careless script would.
set -eu
cd "$(dirname "$0")"
sh migrate.sh
post=content/posts/ferry-tour.md
kept=$(grep -v '^- community$' "$post")
printf '%s\n' "$kept" > "$post"
