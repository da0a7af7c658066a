#!/usr/bin/env python3
"""Mutation testing of what is trusted: the checker, the certificate reader and directed rounding.

usage: mutate.py run    [--group G] [--file F] [--first T] [--only FILTER] [--shard I/N] [--limit N] [--build DIR] [--work DIR] [--fresh] [--jobs N] [--together]
       mutate.py report [--work DIR] [--json FILE]
       mutate.py list   [--group G] [--file F]

`run` changes one place of one source at a time in a private copy of the tree, links the tests with the static libraries
of the build directory and runs them: the mutant is killed (a test fails, crashes or takes too long), survives, or does
not compile. Most mutants of a source are compiled together and one is chosen when the tests start; the rest is compiled
one by one. Results go to results.jsonl in the work directory, so that a run can be
interrupted and resumed; a survivor is tried again when the tests have changed. `report` counts and names the
survivors that survivors.md does not explain, and fails when there are any.

A shard I/N takes every N-th mutation beginning with the I-th (from 1).
"""
import argparse
import glob
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import operators
import schemata
import survivors

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLANG = shutil.which("clang++")
COMPILER = os.environ.get("CXX") or CLANG or "g++"
# With the assertions of the library a mutant that reads outside of a container, or an empty optional, does not survive by luck.
FLAGS = ["-std=c++20", "-ffp-contract=off", "-D_GLIBCXX_ASSERTIONS", "-w", "-ferror-limit=0" if "clang" in COMPILER else "-fmax-errors=0", f'-DHEBB_TEST_DATA="{ROOT}/tests/data"']

# What a group mutates, which sources it compiles itself (tests always), and the headers worth compiling once.
GROUPS = {
    "check": {
        "mutate": ["lib/hebb/replay/*.cpp", "lib/hebb/replay/*.hpp", "lib/hebb/check/*.cpp", "lib/hebb/check/*.hpp",
                   "lib/hebb/scalar/second_order.hpp"],
        "sources": ["lib/hebb/replay/*.cpp", "lib/hebb/check/*.cpp"],
        "tests": ["tests/check/[bw]*.cpp", "tests/check/c[ho]*.cpp", "tests/check/*.cpp"],  # quick ones first
        "libraries": ["theorems", "flows", "barriers", "model", "certificate", "text", "scalar"],
        "prelude": ["algorithm", "functional", "map", "gtest/gtest.h", "boost/multiprecision/cpp_int.hpp",
                    "hebb/certificate/certificate.hpp", "hebb/scalar/symbolic/symbol.hpp", "hebb/theorems/claim.hpp",
                    "hebb/certificate/statement_builder.hpp"],
        "optimise": "-O0",
    },
    # Not atomic_file.cpp: a mutant of it that root runs replaces devices, and the process is tested elsewhere.
    "certificate": {
        "mutate": ["lib/hebb/certificate/[cpsw]*.cpp", "lib/hebb/certificate/*.hpp", "lib/hebb/text/json.cpp"],
        "sources": ["lib/hebb/certificate/*.cpp", "lib/hebb/text/json.cpp"],
        "tests": ["tests/certificate/*.cpp", "tests/text/json_test.cpp"],
        "libraries": ["check", "replay", "theorems", "flows", "barriers", "model", "text", "scalar"],
        "prelude": ["gtest/gtest.h", "nlohmann/json.hpp", "fmt/format.h", "set", "sstream", "fstream",
                    "hebb/scalar/symbolic/expression.hpp"],
        "optimise": "-O0",
    },
    "scalar": {
        "mutate": ["lib/hebb/scalar/directed.hpp", "lib/hebb/scalar/outward.hpp",
                   "lib/hebb/scalar/interval_policy.hpp"],
        "sources": [],
        "tests": ["tests/scalar/directed_law_test.cpp"],
        "libraries": ["scalar"],
        "prelude": ["gtest/gtest.h", "mpfr.h", "sstream", "fstream", "hebb/scalar/rational.hpp",
                    "boost/numeric/interval.hpp"],
        "optimise": "-O0",
    },
}
SYSTEM_LIBRARIES = ["-ltbb", "-lcrypto", "-lmpfi", "-lmpfr", "-lgmp", "-lfmt"]


def files(patterns, base):
    """In the order of the patterns, each file once."""
    return list(dict.fromkeys(os.path.relpath(f, base) for p in patterns for f in sorted(glob.glob(str(base / p)))))


def digest(base, names):
    h = hashlib.sha256()
    for name in names:
        h.update(name.encode() + b"\0" + (base / name).read_bytes() + b"\0")
    return h.hexdigest()[:16]


def execute(command, limit=None, **options):
    """(exit code or None after the time limit, output)"""
    try:
        done = subprocess.run(command, timeout=limit, capture_output=True, text=True, errors="replace", **options)
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        return None, "time limit"


class Bench:
    """A private copy of the tree with everything compiled once; mutants are built beside it."""

    def __init__(self, name, arguments):
        self.name, self.group = name, GROUPS[name]
        self.first, self.only, self.jobs = arguments.first, arguments.only, arguments.jobs
        self.home = pathlib.Path(arguments.work).resolve() / name
        self.tree = self.home / "tree"
        self.libraries = [str(pathlib.Path(arguments.build).resolve() / "lib" / f"libhebb_{x}.a")
                          for x in self.group["libraries"]]
        for library in self.libraries:
            if not pathlib.Path(library).exists():
                sys.exit(f"{library} is missing: build the tests first")
        self.home.mkdir(parents=True, exist_ok=True)
        for part in ("lib", "tests/check", "tests/certificate", "tests/scalar", "tests/text", "tests/fuzz",
                     "tests/support"):
            shutil.rmtree(self.tree / part, ignore_errors=True)
            shutil.copytree(ROOT / part, self.tree / part)
        self.sources = files(self.group["sources"], self.tree)
        self.tests = files(self.group["tests"], self.tree)
        self.test_digest = digest(self.tree, self.tests + files(["tests/*/*.hpp"], self.tree))

    def prepare(self):
        """What stays is compiled with optimisation, because the tests spend their time in it, and a mutant without."""
        prelude = self.home / "prelude.hpp"
        text = f"// {' '.join(FLAGS)}\n" + "".join(f"#include <{h}>\n" for h in self.group["prelude"])
        if not prelude.exists() or prelude.read_text() != text:
            prelude.write_text(text)
        clang = "clang" in COMPILER
        self.prelude = {}
        for level in {"-O1", self.group["optimise"]}:
            header = self.home / level / f"prelude.hpp.{'pch' if clang else 'gch'}"
            header.parent.mkdir(exist_ok=True)
            if not self.is_current(header):
                extra = ["-fpch-instantiate-templates"] if clang else []
                self.command(level, [*extra, "-x", "c++-header", "-MD", "-MF", f"{header}.d", prelude, "-o", header])
            self.prelude[level] = ["-include-pch", header] if clang else ["-include", header.with_suffix("")]
        self.dependencies = {}
        def compile(unit):
            output = self.object(unit)
            if not self.is_current(output):
                self.command("-O1", ["-MD", "-MF", f"{output}.d", "-c", self.tree / unit, "-o", output])

        with ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(compile, self.sources + self.tests))
        for unit in self.sources + self.tests:
            output = self.object(unit)
            text = pathlib.Path(f"{output}.d").read_text().replace("\\\n", " ")
            self.dependencies[unit] = {os.path.relpath(f, self.tree) for f in text.split()
                                       if f.startswith(str(self.tree))}
        selector = self.home / "selector.cpp"
        selector.write_text("#include <cstdlib>\n"
                            'static const char* const chosen = std::getenv("HEBB_MUTANT");\n'
                            'extern "C" int hebb_mutant;\nint hebb_mutant = chosen ? std::atoi(chosen) : 0;\n')
        self.selector = self.home / "selector.o"
        self.command("-O1", ["-c", selector, "-o", self.selector])
        program = self.link(self.home / "baseline", {})
        start = time.monotonic()
        code, output = self.test(program, 600)
        if code != 0:
            sys.exit(f"the tests fail without a mutation:\n{output}")
        self.limit = 10 + 3 * (time.monotonic() - start)

    @staticmethod
    def is_current(output):
        """Newer than all that it was made from (copies keep the times of the originals)."""
        rule = pathlib.Path(f"{output}.d")
        if not output.exists() or not rule.exists():
            return False
        made_from = rule.read_text().replace("\\\n", " ").split(":", 1)[1].split()
        return all(os.path.exists(f) and os.path.getmtime(f) < output.stat().st_mtime for f in made_from)

    def object(self, unit):
        return self.home / (unit.replace("/", "-") + ".o")

    def command(self, level, arguments, first=()):
        prelude = self.prelude.get(level, [])
        command = [COMPILER, *FLAGS, level, *map(str, prelude), *first, f"-I{self.tree / 'lib'}",
                   f"-I{self.tree / 'tests/support'}", *map(str, arguments)]
        code, output = execute(command, 3600)  # all mutants of a source in one program: minutes on a loaded machine
        if code != 0:
            raise RuntimeError(f"{' '.join(command)}\n{output}")

    def link(self, program, replaced):
        # The tests come first: of an inline function the linker keeps the first copy.
        tests = sorted(self.tests, key=lambda t: not self.first or self.first not in t)
        objects = [str(replaced.get(u, self.object(u))) for u in tests + self.sources]
        linker = ["-fuse-ld=lld"] if shutil.which("ld.lld") else []
        code, output = execute([COMPILER, *linker, *objects, str(self.selector), "-lgtest_main", "-lgtest", *self.libraries,
                                *SYSTEM_LIBRARIES, "-pthread", "-o", str(program)], 600)
        if code != 0:
            raise RuntimeError(output)
        return program

    def test(self, program, limit, number=0):
        with tempfile.TemporaryDirectory() as own:  # whoever runs the same tests at the same time kills no mutant
            command = [str(program), "--gtest_fail_fast", "--gtest_brief=1", f"--gtest_filter={self.only}"]
            return execute(command, limit, cwd=program.parent, env={**os.environ, "HEBB_MUTANT": str(number), "TMPDIR": own})

    def build(self, place, name, source, jobs=1):
        """The tests with `source` in place of the file; RuntimeError with the compiler's words when it does not compile."""
        overlay = place / pathlib.Path(name).relative_to("lib")
        overlay.parent.mkdir(parents=True, exist_ok=True)
        overlay.write_text(source)
        replaced = {unit: place / (unit.replace("/", "-") + ".o") for unit in self.sources + self.tests
                    if name in self.dependencies[unit]}

        def compile(unit):
            self.command(self.group["optimise"], ["-c", overlay if unit == name else self.tree / unit, "-o",
                                                  replaced[unit]], first=[f"-I{place}"])

        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(compile, replaced))
        return self.link(place / "test", replaced)

    def verdict(self, program, number=0):
        """("killed" | "survived", the test that failed)"""
        code, output = self.test(program, self.limit, number)
        if code == 0:
            return "survived", ""
        failed = [line for line in output.splitlines() if "[  FAILED  ]" in line]
        seen = "time limit" if code is None else failed[0].split("]")[1].strip() if failed else f"exit code {code}"
        return "killed", seen

    def try_one(self, name, number, mutation):
        """One mutant compiled alone: (outcome, what was seen)."""
        place = self.home / f"mutant-{pathlib.Path(name).stem}-{number}"
        try:
            text = mutation.apply((self.tree / name).read_text())
            return self.verdict(self.build(place, name, text))
        except RuntimeError:
            return "does not compile", ""
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def combined(self, name, mutations):
        """(program, numbers): the mutants of one source that fit into one program. What the compiler objects to is left
        out until it is content."""
        place, mutations = self.home / f"schema-{pathlib.Path(name).stem}", dict(mutations)
        for _ in range(12):
            text, lines, placed = schemata.combine((self.tree / name).read_text(), mutations)
            try:
                return self.build(place, name, text, self.jobs), placed
            except RuntimeError as error:
                file = re.escape(str(place / pathlib.Path(name).relative_to("lib")))
                numbers = {lines.get(int(n)) for n in re.findall(rf"{file}:(\d+):\d+: (?:fatal )?error", str(error))}
                if not numbers - {None}:  # an error in a template that one of the lines instantiates
                    numbers = {lines.get(int(n)) for n in re.findall(rf"{file}:(\d+):", str(error))}
                if not numbers - {None}:
                    print(f"{name}: mutants are compiled one by one:\n{str(error)[-2000:]}", flush=True)
                    break
                for number in numbers - {None}:
                    del mutations[number]
        return None, set()


def selected(arguments):
    """(group, file, mutation) in the order of groups, files and text"""
    index, total = map(int, arguments.shard.split("/")) if getattr(arguments, "shard", None) else (1, 1)
    number = 0
    for name, group in GROUPS.items():
        if arguments.group and name != arguments.group:
            continue
        for file in files(group["mutate"], ROOT):
            if arguments.file and arguments.file not in file:
                continue
            for mutation in operators.mutations((ROOT / file).read_text()):
                if number % total == index - 1:
                    yield name, file, mutation
                number += 1


def read_results(work):
    """The last result of every mutation that the sources still have."""
    path, latest = pathlib.Path(work) / "results.jsonl", {}
    if path.exists():
        for line in path.read_text().splitlines():
            result = json.loads(line)
            latest[(result["file"], result["key"], result["occurrence"])] = result
    return latest


def numbered(mutations):
    """Adds which of several equal changes of equal lines in one file it is."""
    count = {}
    for group, file, mutation in mutations:
        n = count[(file, mutation.key)] = count.get((file, mutation.key), 0) + 1
        yield group, file, mutation, n


def run(arguments):
    work = pathlib.Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    if arguments.fresh:
        (work / "results.jsonl").unlink(missing_ok=True)
    known, benches, tried = read_results(work), {}, 0
    wanted = [x for x in numbered(list(selected(argparse.Namespace(**{**vars(arguments), "shard": None}))))]
    index, total = map(int, arguments.shard.split("/")) if arguments.shard else (1, 1)
    todo = []
    for group, file, mutation, n in wanted[index - 1::total]:
        before = known.get((file, mutation.key, n))
        if before and before["outcome"] != "survived":
            continue
        if group not in benches:
            benches[group] = Bench(group, arguments)
        if before and before["tests"] == benches[group].test_digest:
            continue
        if survivors.explained(file, mutation.key):
            if before:
                continue
        todo.append((group, file, mutation, n))
    todo = todo[:arguments.limit] if arguments.limit else todo
    for group in dict.fromkeys(t[0] for t in todo):
        benches[group].prepare()
    with open(work / "results.jsonl", "a") as log:
        def record(item, outcome, seen):
            group, file, mutation, n = item
            log.write(json.dumps({"group": group, "file": file, "line": mutation.line, "operator": mutation.operator,
                                  "key": mutation.key, "occurrence": n, "outcome": outcome, "by": seen,
                                  "tests": benches[group].test_digest}) + "\n")
            log.flush()
            if outcome == "survived" or arguments.verbose:
                print(f"{outcome}: {file}:{mutation.line}: {mutation.key}", flush=True)

        alone = []
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for group, file in dict.fromkeys((t[0], t[1]) for t in todo):
                items = dict(enumerate((t for t in todo if t[1] == file), 1))
                program, placed = benches[group].combined(file, {k: t[2] for k, t in items.items()})
                if program:
                    code, output = benches[group].test(program, 600)
                    if code != 0:
                        sys.exit(f"{file}: the tests fail with no mutant chosen:\n{output}")
                list(pool.map(lambda k: record(items[k], *benches[group].verdict(program, k)), sorted(placed)))
                alone += [(k, t) for k, t in items.items() if k not in placed]
                tried += len(placed)
            if not arguments.together:
                list(pool.map(lambda x: record(x[1], *benches[x[1][0]].try_one(x[1][1], x[0], x[1][2])), alone))
                tried += len(alone)
    print(f"{tried} mutants tried")
    return report(arguments)


def report(arguments):
    latest, rows, counts = read_results(arguments.work), [], {}
    everything = argparse.Namespace(**{**vars(arguments), "shard": None})
    for group, file, mutation, n in numbered(list(selected(everything))):
        result = latest.get((file, mutation.key, n))
        if result is None:
            outcome = "not tried"
        else:
            outcome = result["outcome"]
            if outcome == "survived" and survivors.explained(file, mutation.key):
                outcome = "equivalent"
        row = counts.setdefault(file, {})
        row[outcome] = row.get(outcome, 0) + 1
        rows.append({"file": file, "line": mutation.line, "operator": mutation.operator, "key": mutation.key,
                     "outcome": outcome, "by": result["by"] if result else ""})
    columns = ["killed", "survived", "equivalent", "does not compile", "not tried"]
    print(f"{'file':44}" + "".join(f"{c:>18}" for c in columns))
    for file, row in counts.items():
        print(f"{file:44}" + "".join(f"{row.get(c, 0):>18}" for c in columns))
    print(f"{'all':44}" + "".join(f"{sum(r.get(c, 0) for r in counts.values()):>18}" for c in columns))
    left = [r for r in rows if r["outcome"] == "survived"]
    for r in left:
        print(f"survived: {r['file']}:{r['line']}: {r['key']}")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({"files": counts, "mutants": rows}, indent=1) + "\n")
    return 1 if left else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["run", "report", "list"])
    parser.add_argument("--group", choices=GROUPS)
    parser.add_argument("--file", help="only sources whose path contains this")
    parser.add_argument("--shard", help="I/N")
    parser.add_argument("--first", help="begin with the tests whose path contains this: a mutant dies at the first that fails")
    parser.add_argument("--only", default="*", help="a gtest filter: the tests that judge. What survives these few may "
                                                    "be killed by the others")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--build", default=str(ROOT / "build/release"), help="the build directory with the libraries")
    parser.add_argument("--work", default=str(ROOT / "build/mutation"), help="copies, objects and results")
    parser.add_argument("--json", help="write the report to this file")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("--together", action="store_true", help="only mutants that fit into one program a source")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if arguments.action == "list":
        for group, file, mutation in selected(arguments):
            print(f"{file}:{mutation.line}: [{mutation.operator}] {mutation.key}")
        return 0
    return {"run": run, "report": report}[arguments.action](arguments)


if __name__ == "__main__":
    sys.exit(main())
