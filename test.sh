#!/usr/bin/env bash
# Builds the solution and runs every test. Needs the .NET SDK that global.json names, redis-server (7.0 or later) and Debian's chromium,
# which are installed if they are missing; all else comes with the restore.
# Arguments go to the test runner: ./test.sh --filter "FullyQualifiedName~Stampede"
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null; then
  echo "test.sh needs the .NET 10 SDK on the PATH." >&2
  exit 1
fi

install_package() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; }; then
    return 1
  fi
  "${as_root[@]}" apt-get update -qq || return 1
  # without starting the service that the package brings
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$1" >/dev/null || return 1
}

# the tests start servers of their own, on free ports
stop_redis_service() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl disable --now redis-server >/dev/null 2>&1 || true
  elif command -v service >/dev/null; then
    "${as_root[@]}" service redis-server stop >/dev/null 2>&1 || true
  fi
}

# need <command> <package> <what is needed, in words>: installs the package unless the command is there. Says whether it did in $installed
need() {
  installed=no
  if command -v "$1" >/dev/null; then
    return
  fi
  echo "test.sh: $1 is not on the PATH; installing it." >&2
  if ! install_package "$2" || ! command -v "$1" >/dev/null; then
    echo "test.sh needs $3, and could not install it: on Debian run 'apt-get install $2' as root." >&2
    exit 1
  fi
  installed=yes
}

need redis-server redis-server "redis-server 7.0 or later on the PATH"
if [ "$installed" = yes ]; then
  stop_redis_service
fi
# for the tests of the admin page
need /usr/bin/chromium chromium "Debian's chromium as /usr/bin/chromium"

dotnet build Cache.sln --configuration Release --nologo --verbosity quiet
dotnet Cache.Tests/bin/Release/net10.0/Cache.Tests.dll "$@"
