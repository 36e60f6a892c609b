# Lists the categories of the post on standard input, one a line. The checks use it, and it shares
# nothing with rename-categories.awk: a check that reads with the code under test repeats its mistakes.

{ sub(/\r$/, "") }

NR == 1 { next }

/^---[ \t]*$/ { exit }

/^categor(y|ies):/ {
  in_list = 1
  sub(/^[^:]*:[ \t]*/, "")
  if (sub(/^\[/, "")) {
    while (match($0, /^[ \t,]*("[^"]*"|'[^']*'|[^],]*)/) && RLENGTH > 0) {
      name(substr($0, 1, RLENGTH))
      $0 = substr($0, RLENGTH + 1)
    }
  } else {
    name($0)
  }
  next
}

in_list && /^[ \t]*-[ \t]/ {
  sub(/^[ \t]*-/, "")
  name($0)
  next
}

/^[^ \t#]/ { in_list = 0 }

function name(text) {
  gsub(/^[ \t,]+/, "", text)
  if (text ~ /^["']/) {
    text = substr(text, 2, index(substr(text, 2), substr(text, 1, 1)) - 1)
  } else {
    sub(/(^|[ \t]+)#.*$/, "", text)
    sub(/[ \t]+$/, "", text)
  }
  if (text != "") print text
}
