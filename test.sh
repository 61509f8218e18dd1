#!/usr/bin/env bash
# Builds the solution and runs every test. Needs the .NET SDK that global.json names and redis-server (7.0 or later), which is installed if it is missing;
# all else comes with the restore.
# Arguments go to the test runner: ./test.sh --filter "FullyQualifiedName~Stampede"
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null; then
  echo "test.sh needs the .NET 10 SDK on the PATH." >&2
  exit 1
fi

# the tests start servers of their own, on free ports
install_redis() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; }; then
    return 1
  fi
  "${as_root[@]}" apt-get update -qq || return 1
  # without starting the service that the package brings
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends redis-server >/dev/null || return 1
  if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl disable --now redis-server >/dev/null 2>&1 || true
  elif command -v service >/dev/null; then
    "${as_root[@]}" service redis-server stop >/dev/null 2>&1 || true
  fi
}

if ! command -v redis-server >/dev/null; then
  echo "test.sh: redis-server is not on the PATH; installing it." >&2
  if ! install_redis || ! command -v redis-server >/dev/null; then
    echo "test.sh needs redis-server 7.0 or later on the PATH, and could not install it: on Debian or Ubuntu run 'apt-get install redis-server' as root." >&2
    exit 1
  fi
fi

dotnet build Cache.sln --configuration Release --nologo --verbosity quiet
dotnet Cache.Tests/bin/Release/net10.0/Cache.Tests.dll "$@"
