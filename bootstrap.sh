#!/usr/bin/env bash
# One script from a fresh Debian 12 to results:
#   ./bootstrap.sh verify   install what is missing, build, verify the whole ledger, write report/
#   ./bootstrap.sh test     the same, then run all tests
#   ./bootstrap.sh build    only build: the program is build/release/bin/hebb
#   ./bootstrap.sh docs     render the guide, the theory and the reference of the library into build/docs
#   ./bootstrap.sh proofs   install Coq and other provers, compile the machine-checked theory and the verified checker, compare
#                           their assumptions, and let them judge the certificates of the whole ledger
set -euo pipefail
cd "$(dirname "$0")"

packages=(g++ cmake ninja-build ccache pkg-config libboost-dev libmpfr-dev libmpfi-dev libgmp-dev libgtest-dev
          librapidcheck-dev librandom123-dev libcli11-dev nlohmann-json3-dev libfmt-dev libtbb-dev libbenchmark-dev libssl-dev libopenmpi-dev openmpi-bin python3 tao-pegtl-dev libeigen3-dev libflint-dev coinor-csdp)

test_packages=(clang-format-14 doxygen python3-jsonschema help2man librsvg2-bin catch2)

docs_packages=(doxygen pandoc python3)

proof_packages=(coq libcoq-mathcomp-ssreflect libcoq-coquelicot libcoq-interval libcoq-bignums make z3 cvc5 gappa)

usage() { sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; }

# say TEXT: what comes next, and how long it takes on two cores of 2020.
say() { echo "bootstrap: $*"; }

# install_missing PACKAGE...
install_missing() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      echo "bootstrap: these Debian packages are missing and need root to install: ${missing[*]}" >&2
      echo "bootstrap: run 'apt-get install ${missing[*]}' as root, then this again" >&2
      exit 2
    fi
  fi
  say "installing ${missing[*]} (a minute, with a fast network)"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

configure() { cmake --preset release >build-configure.log 2>&1 && rm -f build-configure.log || { cat build-configure.log; exit 1; }; }

build_program() {
  install_missing "${packages[@]}"
  say "building build/release/bin/hebb (6 minutes the first time, seconds later)"
  configure
  cmake --build --preset release --target hebb
}

verify() {
  build_program
  say "verifying the ledger for d = 2..8 and replaying its certificates (half a minute)"
  ./build/release/bin/hebb verify --report report
  ./build/release/bin/hebb check report/certificates --quiet
  say "open report/index.html"
}

test_all() {
  verify
  install_missing "${test_packages[@]}"
  configure  # finds what was missing
  say "building the tests, examples and benchmarks (5 minutes the first time)"
  cmake --build --preset release
  say "running the tests (11 minutes)"
  ctest --preset release
}

proofs() {
  install_missing "${proof_packages[@]}" python3
  local jobs
  jobs=$(nproc)
  say "compiling the Coq theory and the verified checker (4 minutes the first time)"
  python3 proofs-support/coq/test_check_assumptions.py
  python3 proofs-support/coq/check_assumptions.py --build-dir build/proofs/coq --jobs "$jobs" \
    --record proofs-support/coq/checked.json
  build_program
  say "letting the verified checker judge the certificates of the ledger (3 minutes)"
  rm -rf build/proofs/certificates
  ./build/release/bin/hebb verify --no-tightness --certificates build/proofs/certificates
  ./build/release/bin/hebb check --coq build/proofs/certificates --checker build/proofs/coq --jobs "$jobs" --quiet \
    --record build/proofs/accepted.json
  if ! cmp build/proofs/accepted.json proofs-support/coq/accepted.json; then
    echo "proofs-support/coq/accepted.json is not the record of this run; copy build/proofs/accepted.json there" >&2
    exit 1
  fi
  cmake --build --preset release --target test_provers
  ctest --preset release -L provers
}

render_docs() {
  install_missing "${docs_packages[@]}"
  say "rendering the documentation (half a minute)"
  python3 docs/render/render.py . build/docs
}

case "${1:-}" in
  build) build_program ;;
  verify) verify ;;
  test) test_all ;;
  docs) render_docs ;;
  proofs) proofs ;;
  --help | -h) usage ;;
  "") usage; exit 2 ;;
  *) echo "bootstrap: '$1' is none of verify, test, build, docs, proofs; --help explains them" >&2; exit 2 ;;
esac
