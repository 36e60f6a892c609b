#!/bin/sh
# Stands in for a coding agent: reads its prompt on stdin, tells on stdout what it does, one JSON object
# a line, and ends with one that says how it went. It needs no model and makes the same mistake each time
# that it is asked first: it does not look into folders of folders.
set -eu

prompt=$(cat)

tell() {
  printf '{"type":"note","text":"%s"}\n' "$1"
}

review() {
  grep -q '^Reviewed: ' "$1" && return
  printf '\nReviewed: 2026-11-21\n' >>"$1"
  tell "reviewed $1"
}

for page in pages/*.md; do
  review "$page"
done

# What an earlier attempt failed by is in the prompt, in the words of the check.
printf '%s\n' "$prompt" | sed -n 's/^\(pages\/.*\.md\): no review date$/\1/p' | while read -r page; do
  review "$page"
done

printf 'Each page got its line; I did not change what a page says.\n' >"$HANDOFF_SUMMARY"
printf '{"type":"end","ok":true,"text":"Done.","usage":{"input_tokens":%d,"output_tokens":9}}\n' \
  "$(printf '%s' "$prompt" | wc -w)"
