#!/bin/sh
# No category outside the new set appears: every category of every post is a new name of
# content/categories.json.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C

posts=$(find content/posts -type f -name '*.md' | sort)
if [ -z "$posts" ]; then
  echo "no posts in content/posts: nothing was checked" >&2
  exit 2
fi

count=0
bad=0
while IFS= read -r post; do
  count=$((count + 1))
  # In a step of its own: a failure inside a pipe would pass for a post without categories.
  now=$(awk -f list-categories.awk < "$post")
  unknown=$(
    {
      sed 's/^/map /' content/categories.json
      printf '%s\n' "$now" | sed 's/^/now /'
    } | awk '
      { line = substr($0, 5) }
      /^map / && split(line, part, "\"") == 5 { known[part[4]] = 1 }
      /^now / && line != "" && !(line in known) { print "\"" line "\" is not a new category" }'
  )
  if [ -n "$unknown" ]; then
    echo "$unknown" | while IFS= read -r line; do echo "$post: $line"; done
    bad=$((bad + 1))
  fi
done <<EOF
$posts
EOF

echo "$bad of $count posts have a category outside the new set"
[ "$bad" -eq 0 ]
