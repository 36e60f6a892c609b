#!/bin/sh
# Gives every post the category names of content/categories.json. All posts or none: they are written
# only after every one of them could be renamed.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C FINAL_NEWLINE RENAMED

work=${TMPDIR:-/tmp}/migrate-categories.$$
(umask 077 && mkdir "$work")
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM

find content/posts -type f -name '*.md' | sort > "$work/posts"

number=0
while IFS= read -r post; do
  number=$((number + 1))
  # The substitution drops a newline, so only another last byte leaves something.
  if [ -n "$(tail -c 1 "$post")" ]; then FINAL_NEWLINE=no; else FINAL_NEWLINE=yes; fi
  RENAMED=$work/$number.renamed
  if ! awk -f rename-categories.awk content/categories.json - < "$post" > "$work/$number.md"; then
    echo "$post: not migrated, and no other post either" >&2
    exit 1
  fi
done < "$work/posts"

number=0
changed=0
while IFS= read -r post; do
  number=$((number + 1))
  cmp -s "$work/$number.md" "$post" && continue
  cat "$work/$number.md" > "$post"
  changed=$((changed + 1))
done < "$work/posts"

echo "$changed of $number posts changed"

# Handoff puts this file into the report.
if [ -n "${HANDOFF_SUMMARY:-}" ]; then
  {
    echo "$changed of $number posts changed."
    echo
    echo "| old | new | posts |"
    echo "|---|---|---|"
    cat "$work"/*.renamed | sort | uniq -c | awk '{
      count = $1
      sub(/^[ \t]*[0-9]+ /, "")
      split($0, name, "\t")
      print "| " (name[1] == "" ? "(none)" : name[1]) " | " name[2] " | " count " |"
    }'
  } > "$HANDOFF_SUMMARY"
fi
