#!/usr/bin/env bash
# Gives the principals of a team what their role needs on Handoff's topics and groups, and nothing
# else, by Kafka's kafka-acls.sh. Run it as somebody who may alter ACLs. What each role may do with
# that is said in docs/security.md.
set -euo pipefail

usage() {
  cat <<'END'
Usage: acls.sh --bootstrap-server HOST:PORT [OPTIONS] --ROLE PRINCIPAL...

  --submitter PRINCIPAL   task, await, status, list, logs, result, cancel, retry
  --watcher PRINCIPAL     await, status, list, logs, result
  --gateway PRINCIPAL     handoff gateway: all that a watcher does, and no more
  --worker PRINCIPAL      handoff worker
  --ops PRINCIPAL         setup, workers, dead-letters, and all that a watcher does
                          Each may be given several times. A principal is User:ann; with mTLS what
                          ssl.principal.mapping.rules of the brokers make of the certificate's name.

  --bootstrap-server HOST:PORT
  --command-config FILE   the login of somebody who may alter ACLs
  --prefix PREFIX         what topic names begin with (handoff)
  --lane NAME             submitters may submit to this lane alone; may be given several times
  --gateway-submits       gateways also submit, cancel and retry for those who have a token; by --lane
                          to some lanes alone
  --remove                takes the rights away instead
  --print                 prints the commands and runs none
  --kafka-acls PROGRAM    Kafka's script (kafka-acls.sh)
END
}

fail() { printf 'acls.sh: %s\n' "$*" >&2; exit 2; }

prefix=handoff
program=kafka-acls.sh
act=--add
is_printed=
connection=()
lanes=()
submitters=()
watchers=()
gateways=()
does_gateway_submit=
workers=()
ops=()

while [ $# -gt 0 ]; do
  case $1 in
    --remove) act=--remove; shift; continue ;;
    --print) is_printed=1; shift; continue ;;
    --gateway-submits) does_gateway_submit=1; shift; continue ;;
    --help | -h) usage; exit 0 ;;
  esac
  [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value; see --help"
  case $1 in
    --submitter) submitters+=("$2") ;;
    --watcher) watchers+=("$2") ;;
    --gateway) gateways+=("$2") ;;
    --worker) workers+=("$2") ;;
    --ops) ops+=("$2") ;;
    --bootstrap-server | --command-config) connection+=("$1" "$2") ;;
    --prefix) prefix=$2 ;;
    --lane) lanes+=("$2") ;;
    --kafka-acls) program=$2 ;;
    *) fail "unknown option $1; see --help" ;;
  esac
  shift 2
done

[ ${#connection[@]} -gt 0 ] || fail "--bootstrap-server must be given; see --help"
[ $((${#submitters[@]} + ${#watchers[@]} + ${#gateways[@]} + ${#workers[@]} + ${#ops[@]})) -gt 0 ] || fail "no principal is named; see --help"
for principal in ${submitters[@]+"${submitters[@]}"} ${watchers[@]+"${watchers[@]}"} ${gateways[@]+"${gateways[@]}"} ${workers[@]+"${workers[@]}"} ${ops[@]+"${ops[@]}"}; do
  [[ $principal == ?*:?* ]] || fail "a principal must be TYPE:NAME such as User:ann, got: $principal"
done
[ -z "$does_gateway_submit" ] || [ ${#gateways[@]} -gt 0 ] || fail "--gateway-submits needs a --gateway; see --help"

# On the log a gateway is one user, whatever its tokens permit.
if [ -n "$does_gateway_submit" ]; then
  submitters+=(${gateways[@]+"${gateways[@]}"})
else
  watchers+=(${gateways[@]+"${gateways[@]}"})
fi

principals=() # whom the next rules are for

# allow KIND NAME OPERATION...: KIND is topic, topics (all whose names begin so), group, groups.
allow() {
  local kind=$1 name=$2 command principal operation
  shift 2
  [ ${#principals[@]} -gt 0 ] || return 0
  command=("$program" "${connection[@]}" "$act")
  if [ "$act" = --remove ]; then command+=(--force); fi
  for principal in "${principals[@]}"; do command+=(--allow-principal "$principal"); done
  for operation in "$@"; do command+=(--operation "$operation"); done
  command+=("--${kind%s}" "$prefix.$name")
  if [ "$kind" != "${kind%s}" ]; then command+=(--resource-pattern-type prefixed); fi
  if [ -n "$is_printed" ]; then
    printf '%q ' "${command[@]}"
    printf '\n'
  else
    "${command[@]}"
  fi
}

# Read and Write imply Describe. Whoever may write to some topic may write idempotently, so nobody
# needs a right on the cluster.

watch() {
  allow topic status Read
  allow topic artifacts Read
  allow topic workers Read
  allow topics tasks. Describe # a job's place in its lane
  allow groups '' Describe
}

principals=(${watchers[@]+"${watchers[@]}"})
watch

principals=(${submitters[@]+"${submitters[@]}"})
watch
if [ ${#lanes[@]} -eq 0 ]; then
  allow topics tasks. Write DescribeConfigs # how large a batch a lane takes; without it, small ones
else
  for lane in "${lanes[@]}"; do allow topic "tasks.$lane" Write DescribeConfigs; done
fi
allow topic status Write DescribeConfigs # how long the cluster keeps a job, and the same
allow topic artifacts Write              # a commit that was never pushed
allow topic keys Read Write              # task --key

# Two of the workers are stewards: they put briefs into any lane and end attempts of others.
principals=(${workers[@]+"${workers[@]}"})
allow topics tasks. Read Write DescribeConfigs
allow topic status Read Write DescribeConfigs
allow topic artifacts Read Write DescribeConfigs
allow topic workers Read Write DescribeConfigs
allow topic control Read Write DescribeConfigs
allow topic seats Read DescribeConfigs
allow topic dead Write DescribeConfigs
allow topic keys DescribeConfigs Describe
allow groups '' Read DescribeConfigs # share groups of lanes, PREFIX.seats, PREFIX.steward

principals=(${ops[@]+"${ops[@]}"})
watch
allow topics '' Create Describe Alter DescribeConfigs AlterConfigs
allow groups '' DescribeConfigs AlterConfigs
allow topic dead Read
allow topics tasks. Write # dead-letters requeue
allow topic status Write  # the same, and cancel
