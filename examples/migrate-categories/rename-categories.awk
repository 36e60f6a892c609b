# Writes a post with the new names of its categories; every other byte stays.
#
#   awk -f rename-categories.awk content/categories.json - < POST
#
# categories.json must have one "old": "new" pair a line, without backslash escapes, so that no JSON
# parser is needed; the old name "" says what a post without a category gets. Run it with LC_ALL=C:
# posts are bytes. FINAL_NEWLINE=no in the environment says that the post does not end in one, which
# awk itself cannot see. Prints "old<TAB>new" of each category to the file named by RENAMED.

function refuse(reason) {
  print reason > "/dev/stderr"
  refused = 1
  exit 1
}

function write(line) {
  printf "%s%s", separator, line
  separator = "\n"
}

function new_name(old,   name) {
  if (old in names) name = names[old]
  else if (old in known) name = old # migrated before
  else refuse("category \"" old "\" is not in categories.json")
  if (name in used) refuse("categories \"" used[name] "\" and \"" old "\" would both become \"" name "\"")
  used[name] = old
  print old "\t" name > ENVIRON["RENAMED"]
  return name
}

# Renames the scalar that text begins with. A plain one ends where the pattern matches.
function rename(text, end,   quote, length_of_value) {
  quote = substr(text, 1, 1)
  if (quote == "\"" || quote == "'") {
    length_of_value = index(substr(text, 2), quote) - 1
    if (length_of_value < 0) refuse("quote is not closed: " text)
    rest = substr(text, length_of_value + 3)
    return quote new_name(substr(text, 2, length_of_value)) quote
  }
  if (!match(text, end)) refuse("list is not closed: " text)
  rest = substr(text, RSTART)
  return new_name(substr(text, 1, RSTART - 1))
}

function rename_line(start, text) {
  start = start rename(text, "([ \t]+#.*|[ \t]*)$")
  write(start rest carriage_return)
}

# [a, "b", 'c']: what stands between the names is copied as it is.
function rename_flow(start, text,   items) {
  rest = substr(text, 2)
  start = start "["
  for (;;) {
    match(rest, /^[ \t,]*/)
    start = start substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 1)
    if (substr(rest, 1, 1) == "]") break
    if (rest == "") refuse("list is not closed: " text)
    start = start rename(rest, "[ \t]*[],]")
    items++
  }
  if (!items) start = start new_name("")
  write(start rest carriage_return)
}

function end_of_list() {
  if (in_list && !items_in_list) write("  - " new_name("") line_end)
  in_list = 0
}

FNR == 1 { file++ }

file == 1 {
  if ($0 ~ /^[ \t]*"[^"\\]*"[ \t]*:[ \t]*"[^"\\]*",?[ \t]*$/) {
    split($0, part, "\"")
    names[part[2]] = part[4]
    known[part[4]] = 1
  } else if ($0 !~ /^[ \t]*[{}]?[ \t]*$/) {
    refuse("categories.json must have one pair of strings a line, got: " $0)
  }
  next
}

{ carriage_return = sub(/\r$/, "") ? "\r" : "" }

FNR == 1 {
  if ($0 !~ /^---[ \t]*$/) refuse("post must begin with ---, got: " $0)
  write($0 carriage_return)
  line_end = carriage_return # of lines that are added; the last line of the file may lack its own
  in_front_matter = 1
  next
}

!in_front_matter {
  write($0 carriage_return)
  next
}

in_list && /^[ \t]*-[ \t]/ {
  items_in_list++
  match($0, /^[ \t]*-[ \t]+/)
  rename_line(substr($0, 1, RLENGTH), substr($0, RLENGTH + 1))
  next
}

in_list && !/^[ \t]*(#|$)/ { end_of_list() }

/^---[ \t]*$/ {
  if (!has_key) write("category: " new_name("") line_end)
  in_front_matter = 0
}

/^(category|categories):([ \t]|$)/ && in_front_matter {
  has_key = 1
  match($0, /^[a-z]*:[ \t]*/)
  key = substr($0, 1, RLENGTH)
  text = substr($0, RLENGTH + 1)
  if (text ~ /^\[/) rename_flow(key, text)
  else if (text !~ /^(#|$)/) rename_line(key, text)
  else if (key ~ /^category:/) write("category: " new_name("") (text == "" ? "" : " ") text carriage_return)
  else {
    in_list = 1
    items_in_list = 0
    write($0 carriage_return)
  }
  next
}

{ write($0 carriage_return) }

END {
  if (refused) exit 1
  if (in_front_matter) refuse("front matter has no end")
  if (ENVIRON["FINAL_NEWLINE"] != "no") printf "\n"
}
