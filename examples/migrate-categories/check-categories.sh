#!/bin/sh
# No post loses a category: what a post had in the base commit it has still, under the new name. A post
# that had none must have the default, the new name of "" in content/categories.json.
# HANDOFF_BASE is the base commit; by hand it is HEAD.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C
base=${HANDOFF_BASE:-HEAD}

posts=$(git -c core.quotePath=false ls-tree -r --name-only "$base" -- content/posts)
if [ -z "$posts" ]; then
  echo "no posts in commit $base: nothing was checked" >&2
  exit 2
fi

count=0
bad=0
while IFS= read -r post; do
  count=$((count + 1))
  if [ ! -f "$post" ]; then
    echo "$post: the post is gone"
    bad=$((bad + 1))
    continue
  fi
  # Each in a step of its own: a failure inside a pipe would pass for a post without categories.
  text=$(git show "$base:./$post")
  before=$(printf '%s\n' "$text" | awk -f list-categories.awk)
  now=$(awk -f list-categories.awk < "$post")
  # A mark before each line tells the three inputs apart.
  lost=$(
    {
      sed 's/^/map /' content/categories.json
      printf '%s\n' "$before" | sed 's/^/was /'
      printf '%s\n' "$now" | sed 's/^/now /'
    } | awk '
      { line = substr($0, 5) }
      /^map / && split(line, part, "\"") == 5 { names[part[2]] = part[4] }
      line == "" { next }
      /^was / { before[++had] = line }
      /^now / { after[line] = 1; has = has (has == "" ? "" : ", ") line }
      END {
        if (!had) before[++had] = ""
        for (i = 1; i <= had; i++) {
          old = before[i]
          new = old in names ? names[old] : old
          if (new in after) continue
          print "lost \"" new "\" (was: " (old == "" ? "none" : old) "; now: " (has == "" ? "none" : has) ")"
        }
      }'
  )
  if [ -n "$lost" ]; then
    echo "$lost" | while IFS= read -r line; do echo "$post: $line"; done
    bad=$((bad + 1))
  fi
done <<EOF
$posts
EOF

echo "$bad of $count posts lost a category"
[ "$bad" -eq 0 ]
