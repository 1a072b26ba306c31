#!/bin/sh
# Runs a server that ends with the process that started it, even when that one is killed with -9.
#
#   sh dev/mysql/supervise.sh LOCK COMMAND [ARGUMENT…]
#
# Standard input must be a pipe whose other end the starting process keeps open: when that process is
# gone, the kernel closes the pipe, and the guard below ends the server and whatever it has started.
# The starting process makes this one the leader of a process group, and ends the group with the server.
#
# LOCK is a file that is locked while the server lives and holds "SERVER_PID STARTER_PID"; when another
# server holds it the exit code is 75. An empty LOCK locks nothing.
#
# The server takes the place of this shell, so its pid and exit code are what the starting process sees.

lock=$1
shift

if [ -n "$lock" ]; then
  # The descriptor passes to the server, and the lock with it: it can never be left behind.
  exec 9>>"$lock"
  if command -v flock >/dev/null; then flock -n 9; else perl -e 'open my $f, ">>&=9"; exit !flock $f, 6'; fi || exit 75
  echo "$$ $PPID" >"$lock"
fi

# Where a folder of PATH may not be read, the shell takes a program that is nowhere for one that is forbidden.
set -f
IFS=:
searchable=
for folder in $PATH; do if [ -x "$folder" ]; then searchable=$searchable:$folder; fi; done
unset IFS
PATH=${searchable#:}

exec 3<&0 </dev/null

guard() {
  exec 9>&-
  read -r _ <&3 # until the pipe is closed; nobody writes into it
  kill -TERM $$ 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 $$ 2>/dev/null || break
    sleep 1
  done
  kill -KILL -$$ # the group: with what the server has left behind, and this guard
}
guard &

exec "$@" 3<&-
