#!/usr/bin/env python3
"""What the commands write as JSON is what docs/reference/schemas says: every command, over real results."""
import copy
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed: ./bootstrap.sh test does it")
    sys.exit(77)

from harness import HEBB, hebb, plain
from schemas import SCHEMAS, faults, read, validator

TWO, THREE = ("--p0", "0.6,0.4"), ("--p0", "0.5,0.3,0.2")
CLAIMS = """claim square variable x in [0, 1] prove x >= x^2
claim double variable x in [0, 1] constant c = 2 largest prove x >= c*x^2
claim best variable x in [0, 1] constant c = 1/2 largest prove x >= c*x^2
claim open variable x in [0, 1] prove exp(x)*exp(-x) <= 1
claim nothing variable x in [0, 1] assume x >= 2 prove x >= 0
"""
RULES = {"own.rule": "rule first noise Q = 2 constant g = 1 next p[i] = p[i]*(1 + g*a*(y[i] - sum(j in 1..d: p[j]*y[j])))\n",
         "right.rule": "rule right noise Q = 2 next w[i] = w[i]*(1 + a*y[i])\n"}
GAMMA, SCHEDULE = "1 0.05 0\n0.05 1 0.1\n0 0.1 1\n", "0 1 2\n5 2 1\n"

# Arguments, and the exit code.
CASES = {
    "list": [((), 0)],
    "verify": [(("G2", "--d", "2..3", "--certificates", "certificates"), 0), (("G2", "--d", "2", "--set", "factor=101/100"), 1),
               (("T1", "A2", "--d", "2"), 0), (("R2.sharp", "--d", "9", "--budget", "1e-6", "--no-tightness"), 3)],
    "prove": [(("own.claim", "square"), 0), (("own.claim", "--budget", "0.2"), 1), (("own.claim", "double", "--set", "c=1"), 0), (("own.claim", "best", "--tighten", "c"), 0),
              (("own.claim", "square", "double", "--certificates", "certificates"), 1), (("own.claim", "nothing"), 2)],
    "check": [(("certificates",), 0), (("certificates", "--against", "own.claim", "--quiet"), 0), (("broken",), 1)],
    "explain": [(("G2", "--d", "2"), 0), (("T1",), 0), (("L2.1.wording",), 0), (("A13",), 0)],
    "tighten": [(("A2.sharp",), 0), (("R1", "--d", "2"), 0), (("R2.sharp", "--d", "2", "--relative", "1/10"), 0)],
    "flow": [((*TWO, "--t", "1", "--t", "-2", "--accuracy", "1e-3"), 0), ((*THREE, "--gamma", "gamma.txt", "--t", "3"), 0),
             ((*TWO, "--schedule", "schedule.txt", "--t", "6", "--radius", "1e-3"), 0), (("--p0", "0.5,0.5", "--accuracy", "1e-3"), 0),
             ((*THREE, "--integrate", "--t", "1e4", "--radius", "0.2"), 3)],
    "compare": [((*TWO, "--alpha", "0.05", "--steps", "20", "--rows", "2"), 0), ((*THREE, "--alpha", "0.05", "--steps", "20", "--rows", "2", "--runs", "50"), 0)],
    "correlation": [(("--gamma", "gamma.txt", "--p0", "0.8,0.1,0.1", "--basin", "--cells", "8"), 0),
                    (("--gamma", "gamma.txt", "--basin", "--cells", "4"), 0), (("--gamma", "gamma.txt", "--p0", "0.4,0.3,0.3"), 0),
                    (("--gamma", "gamma.txt", "--p0", "0.8,0.1,0.1", "--alpha", "0.01"), 0), (("--gamma", "1,1;1,1", "--p0", "0.6,0.4", "--alpha", "0.01"), 3)],
    "escape": [((*TWO, "--alpha", "0.05", "--steps", "50", "--runs", "2000", "--cells", "8"), 0),
               ((*TWO, "--alpha", "0.05", "--steps", "ever", "--methods", "barrier-power,plane"), 0),
               ((*THREE, "--alpha", "0.01", "--steps", "ever", "--trigger-ratio", "0.9"), 0)],
    "rate": [(TWO, 0), ((*TWO, "--law", "every", "--event", "ratio:1"), 0), ((*TWO, "--exponents"), 0)],
    "winner": [((*TWO, "--alpha", "0.1", "--cells", "8"), 0), ((*TWO, "--alpha", "0.1", "--cells", "8", "--schedule", "schedule.txt"), 0), ((*TWO, "--alpha", "0.1", "--cap", "1.5", "--schedule", "schedule.txt"), 0), (("--p0", "0.2,0.4,0.4", "--alpha", "0.05", "--law", "every"), 0), (("--p0", "1,0", "--alpha", "0.05"), 0)],
    "experiment convergence": [((*TWO, "--steps", "100", "--samples", "2", "--runs", "20"), 0)],
    "experiment stress": [((*TWO, "--alpha", "0.05,0.2,0.45", "--runs", "100", "--horizon", "20"), 0), (("--runs", "10", "--horizon", "1"), 0)],
    "experiment noise": [(("--q", "3/2,2", "--runs", "50", "--horizon", "60"), 0), (("--q", "2", "--runs", "5", "--horizon", "1"), 0)],
    "experiment escape": [(("--alpha", "0.05", "--steps", "20", "--runs", "500"), 0)],
    "experiment correlation": [(("--steps", "200", "--runs", "20", "--strengths", "0,1/2"), 0)],
    "experiment switching": [(("--runs", "10", "--intervals", "1,50"), 0),
                             (("--runs", "3", "--rates", "9,1", "--then", "1,9", "--cap", "3", "--intervals", "1,600"), 0)],
    "experiment priming": [(("--runs", "10", "--primed", "0,100", "--steps", "300"), 0)],
    "experiment outputs": [(("--steps", "400", "--runs", "2", "--every", "200"), 0)],
    "rule": [(("own.rule",), 0)],
    "rule test": [(("own.rule", "--cases", "200", "--seed", "1"), 1), (("right.rule", "--cases", "50"), 0)],
    "rule prove": [(("own.rule", "--d", "2", "--law", "simplex invariance", "--certificates", "certificates"), 1),
                   (("right.rule", "--d", "2", "--law", "martingale", "--tighten", "--budget", "0.1"), 0)],
    "rule simulate": [(("own.rule", "--p0", "0.6,0.4", "--alpha", "1/100", "--steps", "50"), 0), (("right.rule", "--p0", "0.6,0.4", "--alpha", "1/100", "--steps", "50"), 0)],
    "rule compare": [(("own.rule", "--p0", "0.6,0.4", "--alpha", "1/100", "--steps", "20", "--runs", "10"), 0), (("right.rule", "--p0", "0.6,0.4", "--alpha", "1/100", "--steps", "20"), 0)],
    "rule escape": [(("own.rule", "--p0", "0.6,0.4", "--alpha", "1/20", "--runs", "100", "--law", "two-point"), 0), (("right.rule", "--p0", "0.51,0.49", "--alpha", "2/5", "--runs", "100"), 0)],
    "simulate abstract": [((*TWO, "--alpha", "0.05", "--runs", "3", "--steps", "40"), 0),
                          ((*THREE, "--alpha", "0.05", "--runs", "2", "--steps", "2000", "--gamma", "gamma.txt"), 0)],
    "simulate outputs": [(("--steps", "400", "--runs", "2", "--every", "200"), 0)],
    "simulate spiking": [(("--rates", "10,20", "--weights", "0.4", "--time", "5"), 0), (("--rates", "10,20", "--weights", "2", "--time", "5"), 0),
                         (("--rates", "10,20", "--weights", "0.4", "--weights", "0.5", "--second-weights", "0.6", "--time", "5", "--runs", "2"), 0)],
}
INTERRUPTED = {
    "experiment stress": (*TWO, "--alpha", "0.05", "--runs", "1e7"),
    "escape": (*TWO, "--alpha", "0.05", "--methods", "monte-carlo", "--runs", "1000000000", "--steps", "1000"),
    "simulate outputs": ("--runs", "1e5"),
    "verify": ("--d", "2..64",),
}


def called(command, arguments):
    """The words of a command line; `hebb rule FILE test` has its file before the subcommand."""
    words = command.split()
    return (words[0], arguments[0], *words[1:], *arguments[1:]) if words[0] == "rule" else (*words, *arguments)


VALIDATORS = {command: validator(command) for command in CASES}


def is_valid(command, document):
    return VALIDATORS[command].is_valid(document)


def objects(document, place=""):
    """One (place, object) for each place, whichever element of a list it is in."""
    found = {}
    if isinstance(document, dict):
        found[place] = document
        for name, value in document.items():
            found = objects(value, f"{place}/{name}") | found
    elif isinstance(document, list):
        for value in document:
            found = objects(value, place + "[]") | found
    return found


def first_elements(document):
    """The document with one element in each list, which is as good as all for what follows, and quicker."""
    if isinstance(document, dict):
        return {name: first_elements(value) for name, value in document.items()}
    return [first_elements(each) for each in document[:1]] if isinstance(document, list) else document


class Schemas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        folder = cls.folder = pathlib.Path(scratch.name)
        (folder / "own.claim").write_text(CLAIMS)
        (folder / "gamma.txt").write_text(GAMMA)
        for name, text in RULES.items():
            (folder / name).write_text(text)
        (folder / "schedule.txt").write_text(SCHEDULE)
        (folder / "broken").mkdir()
        (folder / "broken/x.json").write_text("{}")
        cls.documents = []
        for command, cases in CASES.items():
            for arguments, code in cases:
                result = hebb(*called(command, arguments), "--json", "-", cwd=folder)
                assert result.returncode == code, (command, arguments, result)
                cls.documents.append((command, arguments, json.loads(result.stdout)))

    def test_every_schema_is_one_and_is_used(self):
        files = {file.name.removesuffix(".schema.json") for file in SCHEMAS.iterdir()}
        self.assertEqual(files, {command.replace(" ", "-") for command in CASES} | {"common"})
        for name in files:
            jsonschema.Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))

    def test_nothing_unknown_is_allowed(self):
        def check(schema, place):
            if isinstance(schema, list):
                for each in schema:
                    check(each, place)
            elif isinstance(schema, dict):
                if schema.get("type") == "object":
                    self.assertIn("additionalProperties", schema, place)
                    self.assertIsNot(schema["additionalProperties"], True, place)
                for name, value in schema.items():
                    check(value, f"{place}/{name}")
        for command in CASES:
            check(read(command.replace(" ", "-")), command)

    def test_real_results_are_valid(self):
        for command, arguments, document in self.documents:
            self.assertEqual(faults(VALIDATORS[command], document), [], (command, arguments))
            plain(document)  # exact numbers and their doubles, enclosures

    def test_a_missing_or_another_field_is_invalid(self):
        tried = 0
        for command, _, document in self.documents:
            whole = first_elements(document)
            for place, value in objects(whole).items():
                if place.endswith(("/constants", "/printed", "/witness", "/set", "/shares", "/kinds", "/classes", "/alignment")):
                    continue  # names of the user's or of classes
                for name in list(value):
                    kept = value.pop(name)
                    if name not in ("standard_error", "over_bound"):  # what some estimates have besides
                        self.assertFalse(is_valid(command, whole), f"{command}: {place}/{name} may be missing")
                        tried += 1
                    value[name] = kept
                value["surplus"] = 1
                self.assertFalse(is_valid(command, whole), f"{command}: {place} may have other fields")
                del value["surplus"]
            self.assertTrue(is_valid(command, whole), command)
        self.assertGreater(tried, 500)

    def test_what_is_null_is_not_rigorous(self):
        bounds = {"escape": ("bounds", "probability"), "flow": ("states", "p"), "rate": ("rates", "alpha")}
        seen = set()
        for command, _, document in self.documents:
            if command in bounds:
                rows, bound = bounds[command]
                for k, row in enumerate(document[rows]):
                    if row[bound] is not None:
                        continue
                    self.assertIs(row["rigorous"], False, row)
                    lie = copy.deepcopy(document)
                    lie[rows][k]["rigorous"] = True
                    self.assertFalse(is_valid(command, lie), (command, row))
                    seen.add(command)
        self.assertEqual(seen, set(bounds))

    def test_an_estimate_is_not_rigorous(self):
        seen = 0
        for command, _, document in self.documents:
            lie = first_elements(document)
            for place, value in objects(lie).items():
                if "estimate" in value:
                    value["rigorous"] = True
                    self.assertFalse(is_valid(command, lie), (command, place))
                    value["rigorous"] = False
                    seen += 1
        self.assertGreater(seen, 20)

    def test_what_was_interrupted_is_valid_too(self):
        for command, arguments in INTERRUPTED.items():
            process = subprocess.Popen([HEBB, *command.split(), *arguments, "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(0.7)
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 3, errors)
            document = json.loads(out)
            self.assertIs((document["result"] if command == "simulate outputs" else document)["complete"], False)
            self.assertEqual(faults(VALIDATORS[command], document), [], command)


if __name__ == "__main__":
    unittest.main()
