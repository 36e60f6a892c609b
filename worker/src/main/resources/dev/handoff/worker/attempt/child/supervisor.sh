# The parent of a job's process: it outlives neither the job's process nor the worker.
#
# Run as: bash -p -c THIS supervisor TIER SILENCE TREE NETWORK PROCESSES FILE DATA USER ENV
#   TIER     bwrap, unshare: this script is process 1 of a namespace of its own, whose processes all
#            die with it; process-group: there is nothing but the group and the variables that the job's
#            processes carry.
#   SILENCE  seconds without a word from the worker after which everything is killed
#   TREE     the job's working tree
#   NETWORK  on, or off: the namespace is a network of its own, which has only a loopback, still down
#   PROCESSES, FILE, DATA  limits as ulimit has them: number of processes, KiB of a file, KiB of the
#            data of one process
#   USER     the number of the user as whom the job's processes run; 0: as this script's
#   ENV      the program env of this host, if the worker ignores signals that the job must not ignore, and
#            it can let them do again what they do by default
# stdin: first records, each ended by a zero byte: a secret word, the deadline, the folder in the tree to
#        start in, the number of words of the command, these words, the child's environment as NAME=VALUE, an
#        empty record; then lines: "beat", "TERM", "KILL". End of file: the worker is dead, kill at once. The
#        deadline is the host's uptime, in hundredths of a second, after which nothing may be started: by then
#        the job may be another worker's; 0 if the host does not tell its uptime. The worker may start this
#        script before it knows whether the job may run: until the records come there is nothing of the job.
# stdout: what the child writes to stdout and stderr.
# stderr: a line for the worker, with the secret word before it: "exit CODE", "unable TEXT" if the program
#        never ran, "late" if it was not started any more; the first counts, and the worker answers with
#        KILL.
#
# The environment comes through the pipe and not by inheritance: names such as LD_PRELOAD must not act
# on this script, and other users of the host can read command lines.
#
# No process of the job can open, trace or write to what speaks with the worker, which is this script
# and the leader of the job's process group: both have a capability that the job's processes have not, or
# another user, and in a process group as an ordinary user a program that may not be read. So the kernel
# gives nobody their descriptors and memory. What has the job's environment has no rights left.

tier=$1 silence=$2 tree=$3 network=$4
processes=$5 file_size=$6 data=$7 user=$8 env=$9
# Whatever bash itself says goes nowhere, and a pipe that broke is no reason to end: when the worker is
# dead both would end this script before it has killed what is left.
trap '' PIPE
exec 3<&0 4>&2 5>&1 </dev/null >/dev/null 2>&1
child=

# The host's clock that goes on while the host is suspended, in hundredths of a second.
clock=0
tick() {
  local up rest
  read -r up rest </proc/uptime || return
  clock=$((10#${up/./}))
}
patience=$((10#${silence/./} / 10)) # the same unit

say() {
  printf '%s %s\n' "$secret" "$*" >&4
}

# With a time limit bash asks before each byte whether there is one, so only the first record has it. The
# others come with it; should the worker freeze between them, nothing runs yet, and the deadline is checked
# after the last.
record() {
  IFS= read -r -d '' "$@" entry <&3
}

[[ $network == off ]] && ip link set lo up 2>/dev/null

# A brief may name its variables as it likes, but for HANDOFF_...: nothing else that is read while or
# after they are set may have a name of its own.
command=()
HANDOFF_environment=()
job= attempt= HANDOFF_path=
record -t "$silence" && secret=$entry || exit 0
record && deadline=$entry && record && folder=$entry && record && words=$entry || exit 0
while ((${#command[@]} < words)) && record; do
  command+=("$entry")
done
while record && [[ -n $entry ]]; do
  HANDOFF_environment+=("$entry")
  [[ $entry == HANDOFF_JOB_ID=* ]] && job=$entry
  [[ $entry == HANDOFF_ATTEMPT=* ]] && attempt=$entry
  [[ $entry == PATH=* ]] && HANDOFF_path=${entry#PATH=}
done

# Processes that left the group but still carry the job's variables.
strays() {
  local file pid
  for file in $(grep -lzsxF -e "$job" /proc/[0-9]*/environ 2>/dev/null); do
    grep -qzsxF -e "$attempt" "$file" || continue
    pid=${file#/proc/}
    echo "${pid%/environ}"
  done
}

signal_all() {
  if [[ $tier != process-group ]]; then
    kill "-$1" -1 2>/dev/null # every process of the namespace but this one
    return
  fi
  kill "-$1" -- "-$child" 2>/dev/null || kill "-$1" "$child" 2>/dev/null
  local pid
  for pid in $(strays); do
    kill "-$1" "$pid" 2>/dev/null
  done
}

# Again and again, since a process may have forked while it was looked for.
end_all() {
  signal_all KILL
  local round
  for round in 1 2 3 4 5; do
    [[ $tier == process-group && -n $(strays) ]] || break
    signal_all KILL
  done
  exit 0
}

# A worker that a script started in its background ignores SIGINT, one under nohup SIGHUP, and so would a
# job's processes: no shell can undo that, only this.
HANDOFF_defaults=()
[[ -x $env ]] && HANDOFF_defaults=("$env" --default-signal)

cd -- "$tree/$folder" 2>/dev/null || { say "unable folder $folder cannot be entered"; exit 0; }

tick
if ((deadline > 0 && clock > deadline)); then
  say late
  exit 0
fi
heard=$clock

# When the host runs out of memory, the job is to end and not the worker. The number of processes is
# counted by user: without a user namespace the count would be of others, too, and of the superuser
# there is none.
limit() {
  echo 500 >/proc/self/oom_score_adj
  ulimit -c 0
  ulimit -f "$file_size"
  ulimit -d "$data"
  [[ $tier == process-group ]] || ulimit -u "$processes"
}

# What stands before the job's own words and takes the rights from them.
HANDOFF_drop=()
if ((user != 0)); then
  HANDOFF_drop=(setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all --no-new-privs --)
elif ((EUID == 0)); then
  # What a superuser's job may need in its own folders, and to make a sandbox of its own.
  HANDOFF_drop=(setpriv --inh-caps=-all
    --bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setfcap,+setgid,+setuid --)
elif [[ $tier != process-group ]]; then
  HANDOFF_drop=(setpriv --ambient-caps=-all --inh-caps=-all --)
fi
if [[ $tier == process-group ]] && ! "${HANDOFF_drop[@]}" true; then
  HANDOFF_drop=() # a superuser with few rights, who has none to drop
fi

# With no rights left: takes the environment of the job, and becomes its program. What it drops is what the
# worker passes to this script, and what shells set.
HANDOFF_starter='
  HANDOFF_entries=()
  for HANDOFF_entry in "${!HANDOFF_env_@}"; do HANDOFF_entries+=("${!HANDOFF_entry}"); done
  unset PATH LANG LC_ALL PWD OLDPWD SHLVL _ "${!HANDOFF_env_@}"
  for HANDOFF_entry in "${HANDOFF_entries[@]}"; do export "$HANDOFF_entry"; done 2>/dev/null
  unset HANDOFF_entry HANDOFF_entries
  hash -r
  exec "$@"'

# Leads the job's process group and tells the worker how the program ended. It lives through the TERM that
# the group gets, and the program does not inherit that. Not a shell of its own: each start of one counts.
lead() {
  trap - PIPE
  limit
  if [[ $1 == */* ]]; then
    [[ -e $1 ]] || { say "unable program $1 does not exist"; exit 127; }
    [[ -f $1 && -x $1 ]] || { say "unable program $1 is not executable"; exit 126; }
  else
    PATH=$HANDOFF_path type -P -- "$1" >/dev/null || { say "unable program $1 is not on the PATH"; exit 127; }
  fi
  # Each under a name that no program knows, so that it acts on nothing before the starter.
  local number=0
  for entry in "${HANDOFF_environment[@]}"; do
    export "HANDOFF_env_$((number++))=$entry"
  done
  # The pipe into which the job writes is the worker's; by its owner it can be opened as /dev/stdout.
  ((user != 0)) && chown -- "$user" /proc/self/fd/5
  exec >&5 2>&1 5>&-
  trap : TERM INT HUP
  "${HANDOFF_defaults[@]}" "${HANDOFF_drop[@]}" bash -p -c "$HANDOFF_starter" starter "$@" 3<&- 4>&-
  local code=$? stat
  read -r -a stat </proc/$BASHPID/stat
  # Whoever killed the supervisor has killed the program too, and that is no word of its own.
  [[ ${stat[3]} == $$ ]] && printf '%s exit %d\n' "$secret" "$code" >&4
}

# With job control it leads a process group of its own, and what it starts does not ignore SIGINT.
set -m
lead "${command[@]}" &
set +m
child=$!

# Nothing here waits for the child: when it has ended, the worker is told and says KILL. Only if the
# leader was killed does nobody tell, and the next beat finds out.
told=
while IFS= read -r -t "$silence" word <&3; do
  # A host that was suspended wakes with its timers where they were; this clock tells.
  tick
  ((clock - heard > patience)) && break
  heard=$clock
  case $word in
    TERM) signal_all TERM ;;
    KILL) end_all ;;
  esac
  if [[ -z $told ]] && ! kill -0 "$child" 2>/dev/null; then
    told=yes
    say "exit 137"
  fi
done
end_all
