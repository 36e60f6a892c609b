#!/bin/sh
# Every page must say when it was reviewed; names those that do not.
set -eu
missing=$(find pages -name '*.md' ! -exec grep -q '^Reviewed: ' {} \; -print | sort)
[ -z "$missing" ] && exit
printf '%s\n' "$missing" | sed 's/$/: no review date/'
exit 1
