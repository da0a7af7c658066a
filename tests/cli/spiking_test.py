#!/usr/bin/env python3
"""hebb simulate spiking as a user meets it."""
import csv
import json
import math
import os
import pathlib
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree
from fractions import Fraction

import harness
from harness import HEBB, InAFolder, parse

SMALL = ("--rates", "10,20,40", "--weights", "0.5", "--alpha", "0", "--time", "200")


def hebb(*arguments, command=("simulate", "spiking")):
    return harness.hebb(*command, *arguments)


def answer(*arguments):
    result = hebb(*arguments, "--json", "-")
    assert result.returncode == 0, result.stderr
    return parse(result.stdout)


def numbers(data):
    return {**data, "seconds": None}


class Spiking(InAFolder):
    def test_table_and_json_agree(self):
        table = hebb(*SMALL)
        self.assertEqual(table.returncode, 0, table.stderr)
        data = answer(*SMALL)
        output = data["outputs"][0]
        self.assertIn(f"{output['steps']} postsynaptic spikes", table.stdout)
        self.assertEqual(sum(i["triggers"] for i in output["inputs"]), output["steps"])
        for i, rate in zip(output["inputs"], (10, 20, 40)):
            self.assertIn(str(i["triggers"]), table.stdout)
            self.assertAlmostEqual(i["predicted"], rate / 70, places=12)
            self.assertLess(abs(i["rate"] - rate), 6 * math.sqrt(rate / 200))
            self.assertEqual(i["final_weights"], [0.5])

    def test_numbers_depend_on_the_seed_alone(self):
        base = numbers(answer(*SMALL, "--runs", "5", "--threads", "1"))
        self.assertEqual(base, numbers(answer(*SMALL, "--runs", "5", "--threads", "3")))
        self.assertNotEqual(base["outputs"], answer(*SMALL, "--runs", "5", "--seed", "2")["outputs"])

    def test_many_runs_cost_the_memory_of_their_states(self):
        command = [HEBB, "simulate", "spiking", *SMALL[:4], "--time", "0.001", "--runs", "20000"]
        for options in ((), ("--resume", self.folder / "runs.json")):
            process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = status
            self.assertEqual(status, 0)
            if b"__asan_init" not in pathlib.Path(HEBB).read_bytes():
                self.assertLess(used.ru_maxrss, 120_000, options)  # kilobytes
        self.assertEqual(len(json.loads((self.folder / "runs.json").read_text())["runs"]), 20000)

    def test_records(self):
        file = self.folder / "events.csv"
        result = hebb(*SMALL, "--csv", str(file))
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = list(csv.DictReader(file.read_text().splitlines()))
        data = answer(*SMALL)["outputs"][0]
        spikes = [r for r in rows if r["record"] == "input spike"]
        self.assertEqual([sum(r["input"] == str(j) for r in spikes) for j in (1, 2, 3)], [i["spikes"] for i in data["inputs"]])
        outputs = [r for r in rows if r["record"] == "output spike"]
        self.assertEqual(len(outputs), data["steps"])
        self.assertEqual([r["time"] for r in outputs], [r["time"] for r in rows if r["record"] == "potential" and float(r["value"]) >= 1])
        self.assertEqual(len([r for r in rows if r["record"] == "weight"]), 3 * data["steps"])
        hebb(*SMALL, "--csv", str(file), "--record", "raster")
        self.assertEqual({r["record"] for r in csv.DictReader(file.read_text().splitlines())}, {"input spike", "output spike"})

    def test_picture_is_xml(self):
        file = self.folder / "spikes.svg"
        self.assertEqual(hebb("--rates", "10,20", "--weights", "0.5", "--weights", "0.4", "--second-weights", "0.9", "--alpha", "1e-4", "--svg", str(file)).returncode, 0)
        root = xml.etree.ElementTree.parse(file).getroot()
        self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertGreater(len(list(root.iter())), 100)

    def test_leaving_the_range_is_said(self):
        data = answer("--rates", "20,35,50", "--weights", "0.5", "--alpha", "0.02")
        exit = data["runs"][0]["exit"]
        self.assertEqual(exit["reason"], "weight above threshold")
        self.assertGreater(exit["weight"], 1)
        self.assertLess(data["runs"][0]["time"], 1000)
        bounds = data["outputs"][0]["least_exit"]
        self.assertLessEqual(bounds["path_steps"], exit["step"])
        self.assertLessEqual(bounds["input_spikes"], data["outputs"][0]["inputs"][exit["input"] - 1]["spikes"])
        self.assertEqual(bounds["chain_steps"], math.ceil(math.log(2) / math.log(1.04)))
        table = hebb("--rates", "20,35,50", "--weights", "0.5", "--alpha", "0.02")
        self.assertIn("left its range in 1 of 1 runs", table.stdout)
        self.assertIsNone(answer("--rates", "20,35,50", "--weights", "0.5", "--alpha", "0.02", "--keep-going", "--time", "100")["runs"][0]["exit"])

    def test_a_weight_above_the_threshold_at_the_start(self):
        arguments = ("--rates", "10,20", "--weights", "0.3,1.5", "--time", "10")
        table = hebb(*arguments).stdout
        self.assertIn("w_2 = 1.5 of output 1 is above the threshold", table)
        self.assertIn("from the start", table)
        self.assertNotIn("before step", table)
        self.assertEqual(answer(*arguments)["runs"][0]["exit"]["step"], 0)
        self.assertGreater(answer(*arguments, "--keep-going")["outputs"][0]["inputs"][1]["triggers"], 0)

    def test_the_intervals_hold_together(self):
        from math import comb
        arguments = (*SMALL[:4], "--weights", "0.9", "--second-weights", "0.8", "--alpha", "0", "--time", "20")
        data = answer(*arguments)
        self.assertEqual(data["simultaneous_intervals"], 8)
        each = 0.01 / 8 / 2
        for output in data["outputs"]:
            n = output["steps"]
            for i in output["inputs"]:
                k, (low, high) = i["triggers"], (i["interval"]["lower"], i["interval"]["upper"])
                self.assertGreater(n, 0)
                if k > 0:
                    self.assertAlmostEqual(sum(comb(n, m) * low**m * (1 - low) ** (n - m) for m in range(k, n + 1)), each, places=9)
                if k < n:
                    self.assertAlmostEqual(sum(comb(n, m) * high**m * (1 - high) ** (n - m) for m in range(k + 1)), each, places=9)
        self.assertIn("all 8 of them together at confidence 0.99", hebb(*arguments).stdout)

    def test_measured_triggers_stand_beside_the_barrier(self):
        frozen = ("--rates", "20,20", "--weights", "0.9,0.3", "--alpha", "0", "--time", "1000")
        output = answer(*frozen)["outputs"][0]
        measured = output["measured_triggers"]
        first, second = (i["interval"] for i in output["inputs"])
        self.assertEqual((measured["leader"], measured["ratios"][0], measured["escape"]), (1, 1, None))
        self.assertAlmostEqual(measured["ratios"][1], 3 * second["upper"] / first["lower"], places=9)
        self.assertLess(measured["ratios"][1], 0.4)  # 0.31 in the mean: the network sharpens
        self.assertNotIn("statistical", hebb(*frozen).stdout)
        learning = ("--rates", "5,10,30", "--weights", "0.3", "--alpha", "0.001", "--time", "100", "--runs", "4")
        measured = answer(*learning)["outputs"][0]["measured_triggers"]
        self.assertEqual(measured["leader"], 3)
        # the bound is that of the barrier for the scaled start, any independent centred noise
        scaled = [Fraction(l) * Fraction(rate) for l, rate in zip(measured["ratios"], (5, 10, 30))]
        start = ",".join(str(x / sum(scaled)) for x in (scaled[2], scaled[0], scaled[1]))
        of_escape = harness.hebb("escape", "--p0", start, "--alpha", str(Fraction(0.001)), "--law", "every", "--event", "ratio:1", "--steps", "ever",
                                 "--methods", "barrier-pieces", "--json", "-")
        bound = parse(of_escape.stdout)["bounds"][0]["probability"]["upper_value"]
        self.assertLess(bound, 1e-20)
        self.assertLess(abs(math.log(measured["escape"]["upper_value"] / bound)), 1e-6)
        shown = hebb(*learning).stdout
        self.assertIn("statistical, no proof about the network", shown)
        self.assertIn("noise of independent centred components with Q = 2", shown.replace("\n", " "))
        self.assertGreaterEqual(Fraction(shown.split("for some u, ever) <= ")[1].split()[0]), Fraction(measured["escape"]["upper"]))
        for without in (("--rates", "10,10", "--weights", "0.3", "--time", "20"), (*SMALL, "--inhibitory", "3"), ("--rates", "5,5,20", "--shared", "10:1,1,0", "--weights", "0.3", "--time", "20")):
            self.assertIsNone(answer(*without)["outputs"][0]["measured_triggers"])  # a tie, inhibition, joint spikes

    def test_fixed_inhibitory_weights_do_not_bound_the_exit(self):
        bounds = answer("--rates", "40,40", "--weights", "0.3,0.9", "--inhibitory", "2", "--alpha", "0.01", "--time", "5")["outputs"][0]["least_exit"]
        self.assertEqual(bounds["chain_steps"], math.ceil(math.log(1 / 0.3) / math.log(1.02)))

    def test_schedule_modulation_and_shared_processes(self):
        file = self.folder / "rates.csv"
        file.write_text("# switch\n0, 5, 40\n500, 40, 5\n")
        switched = answer("--schedule", str(file), "--weights", "0.6", "--alpha", "0")["outputs"][0]["inputs"]
        for i in switched:
            self.assertLess(abs(i["rate"] - 22.5), 1)
        sine = answer("--rates", "20,20", "--modulation", "0.9,1,0.5", "--weights", "0.6", "--alpha", "0")["outputs"][0]["inputs"]
        for i in sine:
            self.assertLess(abs(i["rate"] - 20), 1)
        shared = answer("--rates", "5,5,20", "--shared", "20:1,0.5,0", "--weights", "0.6", "--alpha", "0")["outputs"][0]
        for i, rate in zip(shared["inputs"], (25, 15, 20)):
            self.assertLess(abs(i["rate"] - rate), 1)
        self.assertGreater(sum(i["triggers"] for i in shared["inputs"]), shared["steps"])

    def test_law_is_a_law_of_the_chain(self):
        file = self.folder / "noise.csv"
        result = hebb("--rates", "40,40,40", "--weights", "0.4", "--alpha", "0", "--write-law", str(file))
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = [[Fraction(x) for x in line.split(",")] for line in file.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(sum(p for _, p in rows), 1)
        self.assertEqual(sum(z * p for z, p in rows), 0)
        law = {z: p for z, p in rows}
        self.assertTrue(all(law[-z] == p for z, p in rows))
        q = str(1 + rows[-1][0])
        escape = hebb("--p0", "0.6,0.4", "--alpha", "0.05", "--q", q, "--law", f"file:{file}", "--steps", "100", "--runs", "20000", "--json", "-", command=("escape",))
        self.assertEqual(escape.returncode, 0, escape.stderr)
        bounds = {b["method"]: b for b in parse(escape.stdout)["bounds"]}
        self.assertIsNotNone(bounds["monte-carlo"]["lower"])
        bad = hebb("--p0", "0.6,0.4", "--alpha", "0.05", "--q", "1.01", "--law", f"file:{file}", command=("escape",))
        self.assertEqual(bad.returncode, 2)
        self.assertIn("noise.csv", bad.stderr)
        experiment = hebb("escape", "--q", q, "--law", f"file:{file}", "--steps", "50", "--runs", "2000", command=("experiment",))
        self.assertEqual(experiment.returncode, 0, experiment.stderr)

    def test_bad_input_is_one_clear_line(self):
        good = {"--rates": "10,20", "--weights": "0.5"}
        for option, value, word in [("--rates", "10,x", "x"), ("--rates", "-1,2", "--rates"), ("--weights", "0.1,0.2,0.3", "3 weights"), ("--threshold", "0", "--threshold"), ("--tau", "-1", "--tau"),
                                    ("--alpha", "1", "--alpha"), ("--rule", "later", "delayed"), ("--record", "everything", "raster"), ("--shared", "3", "RATE"), ("--shared", "3:0.5", "1 copy"),
                                    ("--modulation", "2,1", "--modulation"), ("--inhibitory", "3", "--inhibitory"), ("--time", "0", "--time"), ("--runs", "0", "--runs"), ("--schedule", "none.csv", "--schedule"),
                                    ("--threads", "x", "whole number"), ("--inhibitory", "2,2", "twice"), ("--second-threshold", "2", "--second-weights"), ("--record-run", "1", "--record-run 1"),
                                    ("--svg", "/nowhere/x.svg", "/nowhere"), ("--confidence", "1", "--confidence"), ("--second-weights", "1,2", "2 weights")]:
            result = hebb(*(word for pair in (good | {option: value}).items() for word in pair))
            self.assertEqual(result.returncode, 2, (option, value, result.stdout))
            self.assertIn(word, result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertEqual(hebb("--rates", "10", "--weights", "0.5", "--resume").returncode, 2)
        self.assertIn("--inhibitory", hebb("--rates", "10", "--weights", "0.5", "--learn-inhibition").stderr)


class Checkpoint(InAFolder):
    LONG = ("--rates", "10,20,40", "--weights", "0.5", "--alpha", "1e-7", "--runs", "3", "--threads", "2")

    def setUp(self):
        super().setUp()
        self.file = self.folder / "run.json"

    def test_extended_runs_are_the_same_runs(self):
        whole = numbers(answer(*self.LONG, "--time", "3000"))
        for end in ("700", "3000"):
            part = numbers(answer(*self.LONG, "--time", end, "--resume", str(self.file)))
        self.assertEqual(part, whole)
        other = hebb(*self.LONG, "--time", "3000", "--seed", "9", "--resume", str(self.file))
        self.assertEqual(other.returncode, 2)
        self.assertIn("another model or seed", other.stderr)
        data = json.loads(self.file.read_text())
        for change in ({"format": "x"}, {"seed": -1}, {"runs": 3}, {"runs": [{}]}):
            self.file.write_text(json.dumps(data | change))
            self.assertEqual(hebb(*self.LONG, "--resume", str(self.file)).returncode, 2, change)
        self.file.write_text("nonsense")
        self.assertEqual(hebb(*self.LONG, "--resume", str(self.file)).returncode, 2)

    def test_a_run_cannot_be_shortened(self):
        answer(*self.LONG, "--time", "200", "--resume", str(self.file))
        before = self.file.read_bytes()
        result = hebb(*self.LONG, "--time", "100", "--resume", str(self.file))
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertIn("--time 100", result.stderr)
        self.assertIn("200", result.stderr)
        self.assertEqual(self.file.read_bytes(), before)

    def test_records_of_a_resumed_run_are_whole(self):
        records = [self.file.with_suffix(f".{k}.csv") for k in (1, 2)]
        answer(*self.LONG, "--time", "20", "--resume", str(self.file))
        answer(*self.LONG, "--time", "50", "--resume", str(self.file), "--csv", str(records[0]), "--record-run", "2")
        answer(*self.LONG, "--time", "50", "--csv", str(records[1]), "--record-run", "2")
        self.assertEqual(records[0].read_bytes(), records[1].read_bytes())
        answer(*self.LONG, "--time", "50", "--csv", str(records[1]))
        self.assertNotEqual(records[0].read_bytes(), records[1].read_bytes())

    def stopped(self, how):
        """Stops a run that would last for hours once it has a checkpoint; what the checkpoint holds."""
        process = subprocess.Popen([HEBB, "simulate", "spiking", *self.LONG, "--time", "1e9", "--resume", str(self.file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 120
        while not self.file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(how)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err, [run["time"] for run in json.loads(self.file.read_text())["runs"]]

    def test_interrupt_keeps_what_is_done(self):
        code, out, err, times = self.stopped(signal.SIGINT)
        self.assertEqual(code, 3)
        self.assertIn("interrupted", err)
        self.assertIn("postsynaptic spikes", out)
        self.assertGreater(max(times), 0)

    def test_a_killed_run_goes_on(self):
        code, _, _, times = self.stopped(signal.SIGKILL)
        self.assertNotEqual(code, 0)
        self.assertGreater(max(times), 0)
        end = str(math.ceil(max(times)) + 100)
        resumed = numbers(answer(*self.LONG, "--time", end, "--resume", str(self.file)))
        self.assertEqual(resumed, numbers(answer(*self.LONG, "--time", end)))


if __name__ == "__main__":
    unittest.main()
