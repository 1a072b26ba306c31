#!/bin/sh
# Unpacks a MySQL server with the libraries it needs into the folder TARGET. Nothing is installed into
# the system, so it takes no root; an interrupted run leaves no TARGET.
#
#   sh dev/mysql/unpack.sh TARGET
#
# Debian ships MySQL itself only in sid (stable has MariaDB), built against sid's C library. So both
# come along, and the server is started through the loader that belongs to them (find.ts does that).

set -eu

target=$1
parent=$(dirname "$target")
needed_mb=600 # at the worst moment; half of it stays

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

case "$(uname -m)" in
  x86_64) loader=usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 ;;
  aarch64) loader=usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1 ;;
  *) fail "There is no MySQL in Debian for this processor ($(uname -m))." ;;
esac

mkdir -p "$parent"
free_mb=$(df -Pm "$parent" | awk 'NR == 2 { print $4 }')
[ "$free_mb" -ge "$needed_mb" ] ||
  fail "Not enough disk space: $parent has $free_mb MB free, unpacking MySQL needs $needed_mb MB."

# Beside the target, so that the final rename stays on one file system.
find "$parent" -maxdepth 1 -name "${target##*/}.unpacking-*" -mmin +60 -exec rm -rf {} +
work=$(mktemp -d "$target.unpacking-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The mirror this machine uses already, one suite further on. "--print-uris" reads it from the
# configured sources, whether or not their lists have ever been fetched.
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
mirror=$(apt-get update --print-uris |
  sed -nE "s#^'(.+)/dists/($codename|stable|testing|unstable|sid)/InRelease'.*#\1#p" | head -n 1)
[ -n "$mirror" ] || fail "No Debian mirror is configured in /etc/apt for \"$codename\"."

for keyring in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
  [ ! -r "$keyring" ] || break
done

# An apt of our own: its lists, its cache, an empty list of installed packages (so that every library is
# fetched), and of the machine's configuration only how it reaches the mirror (proxies, certificates).
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
: >"$work/status"
echo "deb [signed-by=$keyring] $mirror sid main" >"$work/sources.list"
{
  apt-config dump | grep '^Acquire::' | grep -vE '^Acquire::(IndexTargets|Languages)'
  cat <<CONF
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Install-Recommends "false";
Dir::Cache "$work/cache";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
CONF
} >"$work/apt.conf"
export APT_CONFIG="$work/apt.conf"

apt-get -q update
# Perl is for scripts of the package that are of no use here.
packages=$(apt-get -s install mysql-server-core |
  awk '$1 == "Inst" && $2 !~ /^(perl|libperl|libdb5|libgdbm)/ { print $2 }')
# Unquoted: one argument a package.
# shellcheck disable=SC2086
(cd "$work/debs" && apt-get -q download $packages)

for deb in "$work"/debs/*.deb; do
  dpkg-deb --extract "$deb" "$work/root"
  rm "$deb"
done
(cd "$work/root/usr" && rm -rf bin share/doc share/man share/locale lib/debug)

runs() {
  "$1/$loader" --library-path "$(dirname "$1/$loader")" "$1/usr/sbin/mysqld" --no-defaults --version
}
runs "$work/root"

# Another set-up may have been quicker: its folder stays, since a server may be running from it already.
if [ -e "$target" ] && ! runs "$target" >/dev/null 2>&1; then mv -T "$target" "$work/broken"; fi
[ -e "$target" ] || mv -T "$work/root" "$target" || runs "$target"
