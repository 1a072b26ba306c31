#!/bin/sh
# Runs a server that ends with the process that started it, even when that one is killed with -9.
#
#   sh dev/mysql/supervise.sh LOCK COMMAND [ARGUMENT…]
#
# Standard input must be a pipe whose other end the starting process keeps open: when that process is
# gone, the kernel closes the pipe, and the guard below ends the server. A line written to the pipe
# dismisses the guard.
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

exec 3<&0 </dev/null

guard() {
  read -r _ <&3 && return
  kill -TERM $$ || return
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    kill -0 $$ || return
  done
  kill -KILL $$
}
guard 2>/dev/null 9>&- &

exec "$@" 3<&-
