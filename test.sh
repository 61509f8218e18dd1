#!/usr/bin/env bash
# Builds the solution and runs every test. Needs the .NET SDK that global.json names; all else comes with the restore.
# Arguments go to the test runner: ./test.sh --filter "FullyQualifiedName~Stampede"
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null; then
  echo "test.sh needs the .NET 10 SDK on the PATH." >&2
  exit 1
fi

dotnet build Cache.sln --configuration Release --nologo --verbosity quiet
dotnet Cache.Tests/bin/Release/net10.0/Cache.Tests.dll "$@"
