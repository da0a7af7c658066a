#!/usr/bin/env python3
"""hebb experiment as a user meets it."""
import json
import pathlib
import signal
import subprocess
import sys
import time
import unittest
import xml.etree.ElementTree
from fractions import Fraction

import harness
from harness import HEBB, InAFolder, parse, redigested

SMALL = {
    "convergence": ("--p0", "0.6,0.4", "--steps", "400", "--samples", "8", "--runs", "60"),
    "stress": ("--p0", "0.6,0.4", "--alpha", "0.05,0.2,0.45", "--runs", "400", "--horizon", "40"),
    "noise": ("--q", "3/2,2,3", "--runs", "150", "--horizon", "60"),
    "escape": ("--alpha", "0.05", "--steps", "100", "--runs", "6000"),
}

COUNTED = ("convergence", "stress", "noise")


def hebb(*arguments):
    return harness.hebb("experiment", *arguments)


def small(name, *arguments):
    """The small run, with some options replaced."""
    options = dict(zip(SMALL[name][::2], SMALL[name][1::2])) | dict(zip(arguments[::2], arguments[1::2]))
    return hebb(name, *(word for option in options.items() for word in option))


def answer(name, *arguments):
    result = small(name, *arguments, "--json", "-")
    assert result.returncode == 0, result.stderr
    return parse(result.stdout)


def numbers(data):
    """What must not depend on threads, time and files."""
    options = {key: value for key, value in data["options"].items() if key not in ("threads", "resume", "runs")}
    return {**data, "seconds": None, "options": options}


def estimates(data):
    """All objects that hold an estimate."""
    if isinstance(data, dict):
        if "estimate" in data:
            yield data
        for value in data.values():
            yield from estimates(value)
    if isinstance(data, list):
        for value in data:
            yield from estimates(value)


class Experiment(InAFolder):
    def test_options_and_seeds_are_recorded_exactly(self):
        data = answer("convergence", "--seed", "7", "--law", "gaussian:1/3", "--confidence", "0.99", "--alpha", "0.01")
        self.assertEqual(data["command"], "experiment convergence")
        self.assertEqual(data["options"], {"p0": ["3/5", "2/5"], "law": "gaussian:1/3", "seed": 7, "threads": 0, "confidence": "99/100", "q": "2",
                                           "alpha": "1/100", "steps": 400, "runs": 60, "samples": 8, "epsilon": "1/10"})
        self.assertEqual(answer("stress")["options"]["alpha"], ["1/20", "1/5", "9/20"])
        self.assertEqual(answer("noise")["options"]["q"], ["3/2", "2", "3"])

    def test_every_estimate_is_labelled(self):
        for name in SMALL:
            data = answer(name)
            self.assertIs(data["rigorous"], False)
            found = list(estimates(data))
            self.assertTrue(found, name)
            for estimate in found:
                self.assertIs(estimate["rigorous"], False)
                self.assertIn("confidence", estimate)
                if estimate["confidence"] is not None:
                    self.assertEqual(estimate["confidence"], "99/100")
                    self.assertTrue(0 <= estimate["lower"] <= estimate["estimate"] <= estimate["upper"] <= 1)
                    self.assertGreater(estimate["upper"], estimate["lower"])

    def test_results_are_consistent(self):
        data = answer("convergence")
        self.assertEqual(Fraction(data["initial_gap"]), Fraction(1, 5))
        self.assertEqual(Fraction(data["alpha"]), Fraction(1, 5) / (2 * (16 + Fraction(1, 5))))
        self.assertEqual(data["rows"][-1]["steps"], 400)
        for row in data["rows"]:
            self.assertTrue(row["distance"]["least"] <= row["distance"]["median"] <= row["distance"]["largest"])
        for row in answer("stress")["rows"]:
            self.assertEqual(row["success"]["count"] + row["lost"] + row["undecided"], row["runs"])
        noise = answer("noise")
        self.assertTrue(0.8 < noise["exponent"]["estimate"] < 1.2)
        for row in noise["rows"]:
            self.assertLessEqual(row["reached"] + row["lost"], row["runs"])
        rows = answer("escape")["rows"]
        counts = [row["fixed"]["count"] for row in rows]
        self.assertEqual(counts, sorted(counts))
        self.assertGreater(counts[-1], 100)
        for row in rows:
            self.assertTrue(row["any_time"]["lower"] <= row["fixed"]["estimate"] <= row["any_time"]["upper"])

    def test_escape_agrees_with_the_certified_enclosure(self):
        data = parse(hebb("escape", "--runs", "100000", "--confidence", "0.9999", "--json", "-").stdout)
        last = data["rows"][-1]["fixed"]
        self.assertEqual(data["rows"][-1]["steps"], 1000)
        self.assertTrue(last["lower"] < 0.012341 < last["upper"], last)  # p0 = (0.6, 0.4), a = 0.01
        self.assertLess(last["upper"] - last["lower"], 0.004)

    def test_the_same_numbers_for_any_number_of_threads(self):
        for name in SMALL:
            one, two = answer(name, "--threads", "1"), answer(name, "--threads", "2")
            self.assertEqual(numbers(one), numbers(two), name)
            self.assertNotEqual(numbers(one), numbers(answer(name, "--seed", "2")), name)

    def test_resume_equals_an_uninterrupted_run(self):
        checkpoint = str(self.folder / "run.json")
        partial = answer("escape", "--runs", "4000", "--resume", checkpoint)
        self.assertEqual(partial["runs"], 4000)
        resumed = answer("escape", "--resume", checkpoint)
        self.assertEqual(numbers(resumed), numbers(answer("escape")))
        self.assertEqual(json.loads(pathlib.Path(checkpoint).read_text())["paths"], 6000)
        before = pathlib.Path(checkpoint).read_text()
        self.assertEqual(numbers(answer("escape", "--resume", checkpoint)), numbers(resumed))
        self.assertEqual(pathlib.Path(checkpoint).read_text(), before)

    def test_interrupting_keeps_what_is_done(self):
        checkpoint, out = self.folder / "run.json", self.folder / "out.json"
        command = [HEBB, "experiment", "escape", "--runs", "1e9", "--threads", "1", "--resume", str(checkpoint), "--json", str(out)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        limit = time.monotonic() + 120
        while not checkpoint.exists() and time.monotonic() < limit:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3, errors)
        self.assertIn("interrupted", errors)
        data, kept = parse(out.read_text()), json.loads(checkpoint.read_text())
        self.assertFalse(data["complete"])
        self.assertEqual(data["runs"], kept["paths"])
        self.assertGreater(kept["paths"], 0)
        # The paths that were done are those of a shorter run.
        again = parse(hebb("escape", "--runs", str(kept["paths"]), "--resume", str(checkpoint), "--json", "-").stdout)
        self.assertTrue(again["complete"])
        self.assertEqual(again["rows"], data["rows"])

    def test_a_checkpoint_of_something_else_is_rejected(self):
        checkpoint = self.folder / "run.json"
        answer("escape", "--resume", str(checkpoint))
        good = checkpoint.read_text()
        for arguments in (("--alpha", "0.04"), ("--seed", "2"), ("--law", "two-point"), ("--runs", "2000"), ("--steps", "99")):
            result = small("escape", *arguments, "--resume", str(checkpoint))
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
            self.assertIn(str(checkpoint), result.stderr)
            self.assertEqual(checkpoint.read_text(), good)
        checkpoint.write_text(good[: len(good) // 2])
        result = small("escape", "--resume", str(checkpoint))
        self.assertEqual(result.returncode, 2)
        self.assertIn("run.json: it does not end with a digest", result.stderr)

    def assert_refused(self, result, words, file, content):
        self.assertEqual((result.returncode, len(result.stderr.strip().splitlines())), (2, 1), result.stderr)
        self.assertIn(words, result.stderr)
        self.assertEqual(file.read_text(), content)

    def test_counted_paths_go_on(self):
        file = self.folder / "run.json"
        for name in COUNTED:
            file.unlink(missing_ok=True)
            whole = numbers(answer(name))
            self.assertNotEqual(numbers(answer(name, "--runs", "45", "--threads", "2", "--resume", str(file))), whole)
            part = json.loads(file.read_text())
            self.assertEqual(numbers(answer(name, "--threads", "1", "--resume", str(file))), whole)
            kept = file.read_text()
            self.assertNotEqual(json.loads(kept), part)
            self.assertEqual(numbers(answer(name, "--resume", str(file))), whole)
            self.assertEqual(file.read_text(), kept)
            for more, words in ((("--runs", "45"), "--runs 45: "), (("--seed", "2"), "other options"), (("--law", "two-point"), "other options"),
                                (("--p0", "0.7,0.3"), "other options")):
                self.assert_refused(small(name, *more, "--resume", str(file)), words, file, kept)
            other = COUNTED[(COUNTED.index(name) + 1) % len(COUNTED)]
            self.assert_refused(small(other, "--resume", str(file)), "other options", file, kept)
            # A checkpoint that does not hold together, or is cut off.
            data = json.loads(kept)
            data["rows"][0]["counts"].append(1)
            wrong = json.dumps({key: value for key, value in data.items() if key != "digest"}, separators=(",", ":")) + "\n"
            for wrong, words in ((redigested(wrong), "counts"), (kept[: len(kept) // 2], "does not end with a digest"), (redigested("{}\n"), "not a checkpoint"),
                                 (redigested(kept.replace("checkpoint 1", "checkpoint 2")), "not a checkpoint of this version")):
                file.write_text(wrong)
                self.assert_refused(small(name, "--resume", str(file)), words, file, wrong)

    def test_a_law_that_has_changed_in_its_file_is_another_law(self):
        law, file = self.folder / "law.csv", self.folder / "run.json"
        for name, options in {**{name: SMALL[name] for name in COUNTED}, "priming": ("--primed", "0", "--steps", "200", "--runs", "20")}.items():
            file.unlink(missing_ok=True)
            law.write_text("-1/4,1/2\n1/4,1/2\n")
            command = (name, *options, "--law", f"file:{law}", "--resume", str(file))
            self.assertEqual(hebb(*command).returncode, 0)
            kept = file.read_text()
            self.assertEqual(hebb(*command).returncode, 0)
            law.write_text("-1/4,1/4\n0,1/2\n1/4,1/4\n")
            self.assert_refused(hebb(*command), "other options", file, kept)

    def stopped(self, name, how, *more, wait=1):
        """Stops a run that would last for many minutes once it has a checkpoint, or after `wait` seconds without one."""
        file = pathlib.Path(more[1]) if "--resume" in more else None
        options = dict(zip(SMALL[name][::2], SMALL[name][1::2])) | {"--runs": "1e7" if name != "convergence" or file else "1e6"}
        process = subprocess.Popen([HEBB, "experiment", name, *(w for o in options.items() for w in o), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        limit = time.monotonic() + (120 if file else wait)
        while not (file and file.exists()) and time.monotonic() < limit:
            time.sleep(0.05)
        process.send_signal(how)
        out, errors = process.communicate(timeout=120)
        return process.returncode, out, errors

    def test_killed_and_interrupted_paths_go_on(self):
        file = self.folder / "run.json"
        for name in COUNTED:
            for how, code, words in ((signal.SIGKILL, -signal.SIGKILL, ""), (signal.SIGINT, 3, "the same command goes on")):
                file.unlink(missing_ok=True)
                found, out, errors = self.stopped(name, how, "--resume", str(file))
                self.assertEqual(found, code, (name, errors))
                self.assertIn(words, errors)
                kept = json.loads(file.read_text())["rows"]
                done = max(row["paths"] for row in kept)
                self.assertGreater(done, 0)
            self.assertIn("\ninterrupted: these are the paths that were done", out)
            self.assertIn(f"interrupted in row {len(kept)}, after {kept[-1]['paths']} of 10000000 paths; the same command goes on", errors)
            paths = str(done + 100)
            self.assertEqual(numbers(answer(name, "--runs", paths, "--resume", str(file))), numbers(answer(name, "--runs", paths)))

    def test_interrupted_rows_are_shown_with_an_interval_that_holds_for_them(self):
        for name in ("stress", "noise", "convergence"):
            found, out, errors = self.stopped(name, signal.SIGINT, "--json", "-", wait=2)
            self.assertEqual(found, 3, errors)
            self.assertRegex(errors, r"\Ahebb: interrupted in row \d+, after \d+ of 10+ paths\n\Z")
            data = parse(out)
            self.assertFalse(data["complete"])
            self.assertTrue(data["rows"], name)
            if name == "convergence":
                self.assertLess(data["runs"], data["options"]["runs"])
                self.assertEqual(data["theta"]["method"], "confidence sequence")
            else:
                self.assertTrue(all(row["runs"] == 10**7 for row in data["rows"][:-1]))
                self.assertLess(0, data["rows"][-1]["runs"])
                self.assertLess(data["rows"][-1]["runs"], 10**7)
            if name == "stress":
                share, paths = data["rows"][-1]["success"], data["rows"][-1]["runs"]
                self.assertEqual(share["method"], "confidence sequence")
                self.assertEqual(share["estimate"], share["count"] / paths)
                self.assertLess(share["lower"], share["estimate"])
                # Known to be complete, the same paths have the narrower Clopper-Pearson interval.
                fixed = answer(name, "--runs", str(paths))["rows"][len(data["rows"]) - 1]["success"]
                self.assertEqual((fixed["count"], fixed["method"]), (share["count"], "Clopper-Pearson"))
                self.assertLess(share["lower"], fixed["lower"])

    def test_tables_and_pictures(self):
        for name, words in {"convergence": "envelope", "stress": "bound", "noise": "median", "escape": "confidence sequence"}.items():
            file, out = self.folder / f"{name}.svg", self.folder / f"{name}.json"
            result = small(name, "--svg", str(file), "--json", str(out))
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(words, result.stdout)
            self.assertTrue(xml.etree.ElementTree.parse(file).getroot().tag.endswith("svg"))
            self.assertEqual(parse(out.read_text())["command"], f"experiment {name}")

    def test_bad_input_is_one_clear_line(self):
        missing = str(self.folder / "nowhere" / "out.json")
        cases = {
            ("convergence", "--p0", "0.6,0.5"): "sum to 11/10, not 1",
            ("convergence", "--p0", "0.4,0.6"): "coordinate 2 is not below it",
            ("convergence", "--p0", "1,0"): "below 1",
            ("convergence", "--q", "1"): "above 1",
            ("convergence", "--q", "two"): "'two'",
            ("convergence", "--alpha", "0.5"): "below 1/Q = 1/2",
            ("convergence", "--alpha", "0"): "2^-40",
            ("convergence", "--law", "normal"): "uniform, two-point",
            ("convergence", "--law", "gaussian:0"): "TAU must be at least",
            ("convergence", "--runs", "1"): "from 2 to",
            ("convergence", "--runs", "1e7", "--samples", "1e5"): "at most 100000000",
            ("convergence", "--steps", "2.5"): "--steps 2.5: must be a whole number",
            ("convergence", "--epsilon", "1"): "--epsilon 1: must be above 0 and below 1",
            ("convergence", "--confidence", "95"): "--confidence 95",
            ("convergence", "--seed", "-1"): "--seed -1",
            ("convergence", "--json", missing): missing,
            ("convergence", "--svg", str(self.folder)): "directory",
            ("stress", "--alpha", "0.2,0.1"): "must rise",
            ("stress", "--alpha", "0.2,"): "--alpha",
            ("stress", "--accuracy", "0.5"): "--accuracy 0.5",
            ("stress", "--horizon", "0"): "--horizon 0",
            ("stress", "--event", "gap:1/4"): "below the gap 1/4",
            ("stress", "--event", "ratio:3"): "at most 2",
            ("stress", "--event", "never"): "theta, gap:G or ratio:RHO",
            ("noise", "--q", "2,1"): "--q 1",
            ("noise", "--rate-over-bound", "1e3"): "below 1/Q",
            ("noise", "--rate-over-bound", "0"): "positive",
            ("escape", "--runs", "0"): "--runs 0",
            ("escape", "--threads", "many"): "--threads",
            ("escape", "--resume", missing): missing,
        }
        for arguments, expected in cases.items():
            with self.subTest(arguments=arguments):
                result = hebb(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
                self.assertIn(expected, result.stderr)
        for arguments in ((), ("everything",)):
            result = hebb(*arguments)
            self.assertEqual((result.returncode, len(result.stderr.strip().splitlines())), (2, 1), result.stderr)

    def test_help_has_examples(self):
        for name in SMALL:
            self.assertIn("Example", hebb(name, "--help").stdout)


unittest.main(argv=sys.argv)
