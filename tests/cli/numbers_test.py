#!/usr/bin/env python3
"""Every numeric option of every command: exact where it is right, and one clear line before any work where it is not."""
import concurrent.futures
import json
import os
import re
import resource
import subprocess
import unittest

from harness import HEBB, InAFolder, parse

P0 = ("--p0", "0.6,0.4")
CHAIN = (*P0, "--alpha", "0.05")
SPIKING = ("--rates", "10,20", "--weights", "0.4", "--time", "1")
WORD = 2**64 - 1


class Count:
    """A whole number from least to most."""

    def __init__(self, least, most):
        self.wrong = ["-5", "1.5", "x", str(most + 1), str(2**64 + least)]
        if least > 0:
            self.wrong.append(str(least - 1))
        if (least, most) == (0, WORD):
            self.wrong += ["-1", "0x10", "1e-1", "nan", "inf", "1e20", "1e9999", "1 0", "1,5", "1_000", "9" * 30]
        self.right = rf"must be .*(from {least} to {most}|from {least} )"


class Real:
    """A rational number; `beyond` are numbers out of its range."""

    def __init__(self, *beyond):
        self.wrong = ["x", "1/0", "nan", "1e99999", *beyond]
        self.right = r"must be|must rise|must not|expected|write it as|weights|not 1|coordinate|at least|at most|outside|or before"


class List(Real):
    pass


class Single(Real):
    def __init__(self, *beyond):
        super().__init__("0,5", *beyond)


RATE = Single("0", "-1", "1/2", "7")
BOUND = Single("1", "0", "-3")
LEVEL = Single("0", "1", "1.5", "-0.5")
HALF = Single("0", "1/2", "-1")
DIMENSION = Count(2, 64)
SEED, THREADS = Count(0, WORD), Count(0, 1024)
EXPERIMENT = {"--seed": SEED, "--threads": THREADS}
PATHS = Count(1, 10_000_000)
CELLS = Count(1, 10**12)
STEPS = Count(1, 10**9)
POINT = List("1", "0.5,0.6", "-1,2", "0.3333,0.3333,0.3333")
POSITIVE = List("0,1", "-1,2")
TEXT = set("--help --json --svg --csv --write-law --law --event --methods --resume --certificates --report --no-tightness --quiet --coq --checker --keep --record --constant --gamma --integrate --output "
           "--basin --schedule --rule --learn-inhibition --keep-going --between --input --algorithm --trajectories --out --against --as-text --exponents".split())

# command, arguments with which it is right, its numeric options
TABLE = [
    ("verify G2", (), {"--d": DIMENSION, "--set": "setting", "--budget": Single("0", "-1", "1e12"), "--threads": THREADS}),
    ("check none", ("--coq",), {"--threads": THREADS, "--jobs": Count(1, 1024), "--batch": Count(1, 100_000)}),
    ("claim G2", (), {"--d": Count(2, 64), "--set": "setting"}),
    ("explain G2", (), {"--d": DIMENSION}),
    ("tighten G2", (), {"--d": DIMENSION, "--relative": Single("0", "-1", "1")}),
    ("flow", (*P0, "--t", "1"), {"--p0": POINT, "--t": Single(), "--radius": Single("-1"), "--accuracy": Single("0", "1", "-1"), "--precision": Count(24, 100_000)}),
    ("compare", (*CHAIN, "--steps", "4"), {"--p0": POINT, "--alpha": RATE, "--steps": Count(1, 10**6), "--rows": Count(1, 10**6), "--q": BOUND, "--runs": Count(0, 10**7), "--seed": SEED, "--confidence": LEVEL, "--threads": THREADS}),
    ("escape", (*CHAIN, "--methods", "martingale-paper"), {"--p0": POINT, "--q": BOUND, "--alpha": RATE, "--steps": Count(1, 10**8), "--cells": Count(4, 65536), "--plane-cells": Count(4, 256), "--relative": Single("0", "-1", "1"), "--runs": CELLS, "--seed": SEED, "--confidence": LEVEL, "--epsilon": LEVEL, "--accuracy": Single("0", "2", "-1"), "--threads": THREADS, "--trigger-ratio": POSITIVE}),
    ("rate", P0, {"--p0": POINT, "--q": BOUND, "--epsilon": LEVEL, "--accuracy": Single("0", "2", "-1")}),
    ("winner", CHAIN, {"--p0": POINT, "--q": BOUND, "--alpha": RATE, "--cells": Count(4, 65536), "--accuracy": Single("0", "2", "-1"), "--threads": THREADS, "--cap": Single("1", "0", "-1")}),
    ("export coq G2", (), {"--d": DIMENSION, "--set": "setting", "--budget": Single("0", "-1", "1e12"), "--longest": Count(1, 10**6)}),
    ("export smt2 G2", (), {"--d": DIMENSION, "--set": "setting", "--goal": Count(1, 10**6)}),
    ("export gappa G2", (), {"--d": DIMENSION, "--set": "setting", "--goal": Count(1, 10**6), "--cells": Count(1, 4096)}),
    ("export latex G2", (), {"--d": DIMENSION, "--set": "setting"}),
    ("correlation", ("--gamma", "1,0,0;0,1,0;0,0,1", "--basin", "--p0", "0.8,0.1,0.1"), {"--p0": POINT, "--q": BOUND, "--alpha": RATE, "--cells": Count(2, 1000)}),
    ("simulate spiking", SPIKING, {"--rates": List("-1,2", "1e10"), "--modulation": List("0.5", "2,1", "0.5,0"), "--shared": List("1:2,0"), "--weights": List("-1", "1e10", "1,2,3"), "--threshold": Single("0", "-1", "1e13"),
                                   "--tau": Single("0", "-1", "1e13"), "--alpha": Single("-1", "1", "2"), "--inhibitory": Count(1, 2), "--second-weights": List("-1", "1e10", "1,2,3"), "--second-threshold": Single("0", "-1"),
                                   "--time": Single("0", "-1", "1e13", "9e11"), "--runs": Count(1, 10**6), "--seed": SEED, "--threads": THREADS, "--confidence": LEVEL, "--q": Single("0", "-1"), "--record-run": Count(0, 0), "--window": Single("0", "-1")}),
    ("simulate abstract", (*CHAIN, "--steps", "10", "--runs", "2"), {"--p0": POINT, "--alpha": RATE, "--q": BOUND, "--steps": STEPS, "--runs": PATHS, "--seed": SEED, "--threads": THREADS, "--every": STEPS, "--accuracy": HALF, "--weight-limit": Single("0", "-1"), "--confidence": LEVEL}),
    ("simulate outputs", ("--alpha", "0.01,0.01,0.01", "--steps", "10", "--runs", "2"), {"--alpha": POSITIVE, "--rates": POSITIVE, "--weights": POSITIVE, "--q": BOUND, "--steps": STEPS, "--runs": PATHS, "--seed": SEED, "--threads": THREADS, "--every": STEPS, "--accuracy": HALF, "--weight-limit": Single("0", "-1"), "--confidence": LEVEL}),
    ("experiment convergence", ("--runs", "2", "--steps", "2"), {**EXPERIMENT, "--runs": Count(2, 10**7), "--p0": POINT, "--q": BOUND, "--alpha": RATE, "--steps": STEPS, "--samples": Count(1, 100_000), "--epsilon": LEVEL, "--confidence": LEVEL}),
    ("experiment stress", ("--runs", "2",), {**EXPERIMENT, "--runs": PATHS, "--p0": POINT, "--q": BOUND, "--alpha": List("0", "-1", "1/2"), "--accuracy": Single("0", "1"), "--horizon": Single("0", "-1", "1e7"), "--confidence": LEVEL}),
    ("experiment noise", ("--runs", "2",), {**EXPERIMENT, "--runs": PATHS, "--p0": POINT, "--q": List("1", "0"), "--rate-over-bound": Single("0", "-1"), "--accuracy": Single("0", "1"), "--horizon": Single("0", "-1", "1e7")}),
    ("experiment escape", ("--runs", "2", "--steps", "2"), {**EXPERIMENT, "--runs": CELLS, "--p0": POINT, "--q": BOUND, "--alpha": RATE, "--steps": STEPS, "--confidence": LEVEL}),
    ("experiment correlation", ("--runs", "2", "--steps", "2"), {**EXPERIMENT, "--runs": PATHS, "--p0": POINT, "--strengths": List("-1,2", "1,0", "2"), "--alpha": RATE, "--q": BOUND, "--steps": Count(1, 10**8), "--accuracy": LEVEL, "--confidence": LEVEL}),
    ("experiment switching", ("--runs", "2", "--intervals", "2"), {**EXPERIMENT, "--runs": PATHS, "--rates": POSITIVE, "--then": POSITIVE, "--weights": POSITIVE, "--alpha": RATE, "--q": BOUND, "--confidence": LEVEL, "--intervals": List("0", "5,4", "1000000000", "-5", "18446744073709551616"), "--switches": Count(1, 10_000), "--cap": Single("1", "0", "-1")}),
    ("experiment priming", ("--runs", "2", "--steps", "2", "--primed", "1"), {**EXPERIMENT, "--runs": PATHS, "--rates": POSITIVE, "--then": POSITIVE, "--weights": POSITIVE, "--alpha": RATE, "--q": BOUND, "--confidence": LEVEL, "--primed": List("5,4", "1000000000", "-5"), "--steps": Count(1, 10**8), "--accuracy": LEVEL,
                                                                       "--margin": Single("1", "0"), "--epsilon": LEVEL}),
    ("experiment outputs", ("--steps", "10", "--runs", "2"), {"--alpha": List("0", "-1"), "--ratios": List("0", "-1"), "--rates": POSITIVE, "--weights": POSITIVE, "--q": BOUND, "--steps": STEPS, "--runs": PATHS, "--seed": SEED, "--threads": THREADS, "--every": STEPS, "--accuracy": HALF, "--weight-limit": Single("0", "-1"),
                                                          "--confidence": LEVEL}),
    ("figure 2", ("--steps", "2", "--runs", "1"), {"--alpha": RATE, "--q": BOUND, "--steps": Count(1, 10**7), "--runs": Count(1, 10_000), "--seed": SEED}),
    ("figure 6", ("--steps", "2", "--runs", "1"), {"--alpha": RATE, "--q": BOUND, "--steps": Count(1, 10**7), "--runs": Count(1, 10_000), "--seed": SEED}),
    ("figure 5", ("--steps", "10", "--runs", "1"), {"--rates": POSITIVE, "--weights": POSITIVE, "--q": BOUND, "--steps": STEPS, "--runs": PATHS, "--seed": SEED, "--threads": THREADS, "--every": STEPS, "--accuracy": HALF, "--weight-limit": Single("0", "-1")}),
]

def replaced(arguments, option, value):
    """The arguments with the option set to the value, once."""
    out, k = [], 0
    while k < len(arguments):
        if arguments[k] == option:
            k += 2
        else:
            out.append(arguments[k])
            k += 1
    return [*out, f"{option}={value}"]


class EveryOption(InAFolder):
    def hebb(self, *arguments):
        """The result, with the seconds that it computed: processor time, whatever else the machine does."""
        process = subprocess.Popen([HEBB, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (5, 5)))
        with process.stdout, process.stderr:
            out, errors = process.stdout.read(), process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        result = subprocess.CompletedProcess(arguments, process.returncode, out, errors)
        result.seconds = used.ru_utime + used.ru_stime
        return result

    def problems(self, command, arguments, option, value, shown, right):
        result = self.hebb(*command.split(), *replaced(arguments, option, value))
        line = result.stderr
        problems = [name for name, wrong in (
            (f"exit code {result.returncode}", result.returncode != 2),
            ("not one line", len(line.splitlines()) != 1),
            ("the option is not named", option not in line),
            ("the value is not named", shown not in line and not any(part in line for part in re.split("[,:]", shown) if part)),
            ("not what would be right", not re.search(right, line)),
            ("work before the message", result.returncode == 2 and result.seconds > 1),
            ("output before the message", result.stdout != "")) if wrong]
        return f"{command} {option}={value}: {', '.join(problems)}: {line.strip()[:200]}" if problems else None

    def test_the_table_has_every_option(self):
        for command, _, options in TABLE:
            words = [w for w in command.split() if w not in ("G2", "none")]
            known = set(re.findall(r"^ +(?:-\w,)?(--[a-z0-9-]+)", self.hebb(*words, "--help").stdout, re.M))
            self.assertEqual(known - TEXT, set(options), command)

    def test_wrong_numbers_are_one_line_before_any_work(self):
        cases = []
        for command, arguments, options in TABLE:
            for option, kind in options.items():
                if kind == "setting":
                    cases += [(command, arguments, option, f"factor={x}", x, "write it as") for x in ("x", "1/0", "nan", "", "1e99999")]
                    cases.append((command, arguments, option, "factor", "factor", "NAME=RATIONAL"))
                else:
                    cases += [(command, arguments, option, x, x, kind.right) for x in kind.wrong]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            failures = [failure for failure in pool.map(lambda case: self.problems(*case), cases) if failure]
        self.assertEqual(failures, [], "\n" + "\n".join(failures[:60]) + f"\n{len(failures)} in all")


class Exact(unittest.TestCase):
    def answer(self, *arguments):
        result = subprocess.run([HEBB, *map(str, arguments)], capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        return parse(result.stdout)

    def test_seeds_are_exact_to_the_last_bit(self):
        commands = ((("escape", *CHAIN, "--steps", "3", "--runs", "10", "--methods", "monte-carlo"), ("--json", "-")),
                    (("simulate", "abstract", *CHAIN, "--steps", "3", "--runs", "2"), ("--json", "-")),
                    (("simulate", "spiking", *SPIKING), ("--json", "-")),
                    (("experiment", "escape", "--steps", "3", "--runs", "10"), ("--json", "-")))
        for command, how in commands:
            for seed in (0, 2**53 + 1, 2**63 - 1, 2**63, WORD - 1, WORD):
                out = self.answer(*command, *how, "--seed", seed)
                self.assertEqual(out["options"]["seed"], seed, command)
        self.assertEqual(self.answer("escape", *CHAIN, "--steps", "3", "--runs", "10", "--methods", "monte-carlo", "--json", "-", "--seed", "1e19")["options"]["seed"], 10**19)

    def test_a_leading_zero_is_no_octal_number(self):
        def paths(count):
            rows = self.answer("escape", *CHAIN, "--steps", "3", "--runs", count, "--methods", "monte-carlo", "--json", "-")["bounds"]
            return re.search(r"of (\d+) path", rows[0]["note"]).group(1)
        self.assertEqual(paths("010000"), "10000")
        self.assertEqual(paths("1e4"), "10000")
        self.assertEqual(paths("+100"), "100")

    def test_many_paths_cost_no_memory(self):
        """The cells of a run of 10^12 paths are not listed beforehand; it is stopped after a second of work."""
        limit = 2 << 30
        process = subprocess.Popen([HEBB, "escape", *CHAIN, "--steps", "3", "--runs", "1e12", "--methods", "monte-carlo", "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.send_signal(2)
        out, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3, errors)
        self.assertGreater(int(re.search(r"of (\d+) paths", parse(out)["bounds"][0]["note"]).group(1)), 4096)


if __name__ == "__main__":
    unittest.main()
