#!/usr/bin/env bash
# Stores the certificates of the whole ledger in small dimensions: the tests replay them, the exporters start from them.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -f proofs-support/certificates/*.json
./build/release/bin/hebb verify --d 2..3 --no-tightness --certificates proofs-support/certificates
