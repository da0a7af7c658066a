#!/usr/bin/env python3
"""hebb as a process: signals, files of every kind, full disks, rows that come while the work goes on."""
import concurrent.futures
import csv
import io
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import time
import unittest

import harness
from harness import HEBB, hebb, parse, redigested

# Two seconds are promised to a machine that does nothing else.
PATIENCE = 5 * max(1.0, os.getloadavg()[0] / os.cpu_count())


class InAFolder(harness.InAFolder):
    def assert_no_remains(self):
        self.assertEqual([f.name for f in self.folder.rglob("*") if ".part" in f.name], [])


TWO = ("--p0", "0.6,0.4")
RULE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples" / "rules" / "paper.rule"
GAMMA = "1,0.3,0.1;0.3,1,0.2;0.1,0.2,1"
# Each takes far longer than this test. The second part says whether standard output is JSON, and what must be in it.
LONG = {
    "enclosure": (("escape", *TWO, "--alpha", "0.0001", "--steps", "1e7", "--methods", "martingale-paper,enclosure,splitting", "--json", "-"),
                  lambda data: (data["complete"], [b["note"] for b in data["bounds"][1:]]) == (False, ["interrupted"])),
    "plane": (("escape", "--p0", "0.5,0.3,0.2", "--alpha", "0.01", "--event", "gap:0.1", "--methods", "plane", "--plane-cells", "32", "--steps",
               "100000", "--json", "-"), lambda data: data["bounds"][0]["upper"] is None),
    "splitting": (("escape", *TWO, "--alpha", "0.00001", "--steps", "1e7", "--methods", "splitting", "--json", "-"),
                  lambda data: data["bounds"][0]["note"] == "interrupted"),
    "monte-carlo": (("escape", *TWO, "--alpha", "0.0001", "--steps", "1e8", "--methods", "monte-carlo"), None),
    "one hard row": (("verify", "V.sharp.leader", "--d", "14", "--budget", "600", "--no-tightness"), None),
    "tighten": (("tighten", "R2.sharp", "--constant", "rate", "--d", "9", "--relative", "1e-9"), None),
    "abstract": (("simulate", "abstract", *TWO, "--alpha", "0.0001", "--steps", "1e9", "--every", "1e8", "--runs", "2", "--json", "-"),
                 lambda data: not data["complete"]),
    "abstract with rates": (("simulate", "abstract", *TWO, "--alpha", "0.0001", "--steps", "1e9", "--every", "1e8", "--runs", "2", "--input",
                             "bernoulli", "--json", "-"), lambda data: not data["complete"]),
    "outputs": (("simulate", "outputs", "--steps", "1e8", "--every", "1e7", "--runs", "16", "--json", "-"),
                lambda data: not data["result"]["complete"]),
    "spiking": (("simulate", "spiking", "--rates", "5,10,20", "--weights", "0.3", "--alpha", "1e-9", "--time", "1e9", "--json", "-"),
                lambda data: not data["complete"]),
    "compare": (("compare", "--p0", "0.4,0.35,0.25", "--alpha", "0.0001", "--steps", "1e6"), None),
    "compare paths": (("compare", "--p0", "0.4,0.35,0.25", "--alpha", "0.01", "--steps", "1000", "--runs", "1e7", "--json", "-"),
                      lambda data: data["noisy"] is None and len(data["rows"]) > 5),
    "figure": (("figure", "6", "--steps", "1e7", "--runs", "1000", "--out", "."), None),
    "basins": (("correlation", "--gamma", GAMMA, "--basin", "--cells", "1000", "--json", "-"), lambda data: data["basin"] is None),
    "flow": (("flow", "--p0", "0.4,0.35,0.25", "--integrate", "--precision", "800", "--t", "300", "--json", "-"),
             lambda data: "interrupted" in data["states"][0]["failure"]),
    "rate": (("rate", "--p0", "0.5,0.25,0.25", "--law", "gaussian:1/2", "--json", "-"), lambda data: data["rates"][-1]["note"] == "interrupted"),
    "convergence": (("experiment", "convergence", "--steps", "1e9"), None),
    "stress": (("experiment", "stress", "--alpha", "1e-7,1e-6", "--horizon", "300"), None),
    "noise": (("experiment", "noise", "--rate-over-bound", "1e-4", "--horizon", "1000"), None),
    "experiment escape": (("experiment", "escape", "--steps", "1e8", "--alpha", "1e-7", "--json", "-"), lambda data: not data["complete"]),
    "experiment correlation": (("experiment", "correlation", "--steps", "1e8"), None),
    "switching": (("experiment", "switching", "--intervals", "1e7"), None),
    "priming": (("experiment", "priming", "--steps", "1e8"), None),
    "experiment outputs": (("experiment", "outputs", "--steps", "1e8", "--every", "1e7"), None),
    "winner": (("winner", "--p0", "0.52,0.48", "--alpha", "0.001", "--cells", "512", "--json", "-"), lambda data: not data["complete"] and len(data["winners"]) == 2),
    "rule test": (("rule", RULE, "test", "--cases", "10000000", "--json", "-"), lambda data: (data["complete"], data["rules"][0]["laws"]) == (False, [])),
    "export": (("export", "coq", "M1.step", "--d", "14", "--budget", "600"), None),
}


class Signals(InAFolder):
    def interrupt(self, name, how):
        """The faults of one command; none is right."""
        arguments, is_right = LONG[name]
        process = subprocess.Popen([HEBB, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder)
        time.sleep(0.7)
        if process.poll() is not None:
            return f"{name}: ended by itself: {process.communicate()}"
        process.send_signal(how)
        start = time.monotonic()
        try:
            out, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return f"{name}: goes on {time.monotonic() - start:.1f} s after {how.name}"
        if process.returncode != 3:
            return f"{name}: exit code {process.returncode}, {errors!r}"
        lines = [line for line in errors.splitlines() if not line.startswith("./figure-")]  # the names of finished files
        if len(lines) != 1 or "interrupted" not in lines[0]:
            return f"{name}: standard error is {errors!r}"
        if is_right and not is_right(parse(out)):
            return f"{name}: standard output is {out[:2000]}"
        return ""

    def test_every_long_command_stops_with_what_it_has(self):
        hows = [signal.SIGINT, signal.SIGTERM]
        with concurrent.futures.ThreadPoolExecutor(max(2, min(4, os.cpu_count()))) as pool:
            faults = list(pool.map(lambda at: self.interrupt(at[1], hows[at[0] % 2]), enumerate(LONG)))
        self.assertEqual([fault for fault in faults if fault], [])
        self.assert_no_remains()

    def test_all_ranks_stop_with_what_they_have(self):
        mpirun = shutil.which("mpirun")
        if not mpirun or b"MPI_Init" not in pathlib.Path(HEBB).read_bytes():
            self.skipTest("built without MPI, or no mpirun")
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "ASAN_OPTIONS": "detect_leaks=0"}
        cases = {("escape", *TWO, "--alpha", "0.05", "--steps", "1000", "--methods", "monte-carlo", "--runs", "1000000000"):
                 r"\nmonte-carlo .* confidence sequence at confidence 0.99, interrupted\n",
                 ("simulate", "spiking", "--rates", "5,10,20", "--weights", "0.3", "--alpha", "1e-9", "--time", "1e9"): r"\noutput 1: \d+ postsynaptic spikes"}
        for command, words in cases.items():
            process = subprocess.Popen([mpirun, "-n", "2", "--oversubscribe", HEBB, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       env=environment)
            time.sleep(3)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            out, errors = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - start, PATIENCE)
            self.assertNotEqual(process.returncode, 0)
            self.assertRegex(out, words, errors)
            self.assertIn("hebb: interrupted", errors)

    def test_a_second_signal_ends_at_once(self):
        for first, second in ((signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGINT)):
            pipe = self.folder / f"pipe-{second.name}"
            os.mkfifo(pipe)  # nobody reads it, so that the command waits for ever
            process = subprocess.Popen([HEBB, "compare", "--p0", "0.6,0.4", "--alpha", "0.1", "--steps", "10", "--csv", pipe],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(0.5)
            process.send_signal(first)
            time.sleep(0.3)
            self.assertIsNone(process.poll())
            process.send_signal(second)
            self.assertEqual((process.wait(timeout=PATIENCE), process.communicate()[1]), (-second, ""))

    def test_a_prover_that_is_running_is_ended_with_the_command(self):
        """check --coq with a coqc that never ends."""
        certificates, checker, programs = (self.folder / name for name in ("certificates", "checker", "bin"))
        self.assertEqual(hebb("verify", "G2", "--d", "2", "--certificates", certificates).returncode, 0)
        (checker / "checker").mkdir(parents=True)
        (checker / "checker" / "Checker.vo").write_text("")
        programs.mkdir()
        coqc = programs / "coqc"
        coqc.write_text(f"#!/bin/sh\necho $$ > {self.folder}/pid\nexec sleep 1000\n")
        coqc.chmod(0o755)
        process = subprocess.Popen([HEBB, "check", "--coq", certificates, "--checker", checker], stderr=subprocess.PIPE, text=True,
                                   env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"})
        limit = time.monotonic() + 20
        while not (self.folder / "pid").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        errors = process.communicate(timeout=PATIENCE)[1]
        self.assertEqual((process.returncode, errors), (3, "hebb: interrupted\n"))
        with self.assertRaises(ProcessLookupError):
            os.kill(int((self.folder / "pid").read_text()), 0)


class Rows(InAFolder):
    MANY = ("--p0", ",".join(["0.5"] + ["1/198"] * 99), "--alpha", "0.0001")

    def test_a_method_that_cannot_run_is_a_row(self):
        result = hebb("escape", *self.MANY, "--methods", "martingale-sharp,monte-carlo,splitting", "--json", "-")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        rows = {row["method"]: row for row in parse(result.stdout)["bounds"]}
        self.assertEqual(list(rows), ["martingale-sharp", "monte-carlo", "splitting"])
        for method in ("monte-carlo", "splitting"):
            self.assertIsNone(rows[method]["upper"])
            self.assertIn("dimension 100", rows[method]["note"])
        table = hebb("escape", *self.MANY, "--methods", "martingale-sharp,monte-carlo")
        self.assertRegex(table.stdout, r"(?m)^monte-carlo .* dimension 100")
        only = hebb("escape", *self.MANY, "--methods", "monte-carlo", "--json", "-")
        self.assertEqual(only.returncode, 2)  # nothing of what was asked for
        self.assertIn("dimension 100", only.stderr)
        self.assertEqual(len(parse(only.stdout)["bounds"]), 1)

    def test_rows_are_shown_as_they_come(self):
        process = subprocess.Popen([HEBB, "escape", *TWO, "--alpha", "0.00001", "--steps", "1e7", "--methods", "barrier-power,splitting"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                lines = pool.submit(lambda: [process.stdout.readline() for _ in range(4)])
                self.assertRegex(lines.result(timeout=2 * PATIENCE)[-1], "^barrier-power .* proved")
            self.assertIsNone(process.poll())
        finally:
            process.kill()
            process.communicate()

    def test_a_checkpoint_that_cannot_be_used_is_refused_before_the_work(self):
        slow = ("--alpha", "0.00001", "--steps", "1e7", "--resume")
        for missing in (self.folder / "missing" / "run.json", self.folder):
            result = hebb("escape", *TWO, *slow, missing)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertRegex(result.stderr, rf"\Ahebb: --resume {missing}: .*\n\Z")
        other = self.folder / "other.json"
        self.assertEqual(hebb("escape", *TWO, "--alpha", "0.01", "--methods", "monte-carlo", "--runs", "10", "--resume", other).returncode, 0)
        result = hebb("escape", *TWO, *slow, other)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("different problems", result.stderr)

    def test_a_changed_checkpoint_is_refused(self):
        """Each change would give another result, and only the digest can tell."""
        cases = [(("escape", *TWO, "--alpha", "0.05", "--methods", "monte-carlo", "--steps", 100, "--runs", 1000), r'"lost_by": \[[\s\d,]*\s(?=\d)'),
                 (("experiment", "escape", "--alpha", "0.05", "--steps", 100, "--runs", 1000), r'"path_steps": '),
                 (("experiment", "noise", "--q", "3/2", "--runs", 20, "--horizon", 60), r',493,1,49'),
                 (("simulate", "spiking", "--rates", "5,10", "--weights", "0.3", "--alpha", "1e-6", "--time", 50), r'"counts":\[\d+,'),
                 (("simulate", "outputs", "--steps", 1000, "--runs", 4), r'"errors":\[\d+\.\d'),
                 (("experiment", "outputs", "--steps", 1000, "--runs", 4), r'"errors":\[\d+\.\d')]
        file = self.folder / "run.json"
        for command, before in cases:
            file.unlink(missing_ok=True)
            run = (*command, "--json", "-", "--resume", file)
            result = hebb(*run)
            self.assertEqual(result.returncode, 0, result.stderr)
            good = file.read_text()
            self.assertEqual(redigested(good), good)
            place = re.search(before, good).end()
            changed = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1:]
            for text, words in ((changed, "its digest is not that of its text: it was changed"),
                                (good.replace('"digest"', '"Digest"'), "it does not end with a digest"),
                                (re.sub(r',"digest".*', "}", good), "it does not end with a digest"),
                                (good[:-20], "it does not end with a digest"),
                                (good + " ", "it does not end with a digest"),
                                (good.replace("sha256:", "sha255:"), "its digest is not that of its text: it was changed"),
                                ("", "it does not end with a digest")):
                file.write_text(text)
                refused = hebb(*run)
                self.assertEqual((refused.returncode, refused.stdout), (2, ""), (command, words))
                self.assertRegex(refused.stderr, rf"\Ahebb: --resume {file}: {words}.*\n\Z")
                self.assertEqual(file.read_text(), text)
            file.write_text(redigested(changed))
            resumed = hebb(*run)
            self.assertEqual(resumed.returncode, 0, resumed.stderr)
            same = [{k: v for k, v in json.loads(text).items() if k != "seconds"} for text in (resumed.stdout, result.stdout)]
            for data in same:
                for bound in data.get("bounds", []):
                    bound["seconds"] = 0
            self.assertNotEqual(*same, command)

    def test_a_checkpoint_that_is_lost_on_the_way_does_not_cost_the_result(self):
        """Its folder goes away while the command runs."""
        cases = [("escape", *TWO, "--alpha", "0.02", "--methods", "monte-carlo", "--steps", "2000", "--runs", "60000"),
                 ("experiment", "escape", "--alpha", "0.02", "--steps", "2000", "--runs", "60000"),
                 ("experiment", "stress", "--alpha", "0.01,0.1", "--runs", "200000"),
                 ("simulate", "spiking", "--rates", "5,10,20", "--weights", "0.3", "--alpha", "1e-9", "--time", "5e5"),
                 ("simulate", "outputs", "--steps", "1e5", "--runs", "1000")]

        def numbers(text):
            data = json.loads(text)
            return {key: value for key, value in data.items() if key not in ("seconds", "options", "bounds")} | {"bounds": [
                {**bound, "seconds": 0} for bound in data.get("bounds", [])]}
        for n, command in enumerate(cases):
            folder = self.folder / str(n)
            folder.mkdir()
            process = subprocess.Popen([HEBB, *command, "--json", "-", "--threads", "1", "--resume", folder / "run.json"], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            time.sleep(0.3)  # what can be refused beforehand has been
            self.assertIsNone(process.poll(), command)
            shutil.rmtree(folder)
            out, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 2, command)
            self.assertEqual(errors, f"hebb: --resume: cannot write {folder}/run.json: No such file or directory; the run goes on without\n")
            self.assertEqual(numbers(out), numbers(hebb(*command, "--json", "-", "--threads", 1).stdout))

    def test_more_paths_than_before_go_on(self):
        escape = ("escape", *TWO, "--alpha", "0.05", "--methods", "monte-carlo", "--steps", "100", "--json", "-")
        file = self.folder / "escape.json"
        for paths in (1000, 1001, 9000):  # not whole cells
            result = hebb(*escape, "--runs", paths, "--resume", file)
            self.assertEqual(result.returncode, 0, result.stderr)
        bounds = [parse(text)["bounds"][0] for text in (result.stdout, hebb(*escape, "--runs", 9000).stdout)]
        self.assertEqual(*[(b["lower"], b["upper"], b["note"]) for b in bounds])
        fewer = hebb(*escape, "--runs", 500, "--resume", file)
        self.assertEqual(fewer.returncode, 2)
        self.assertIn("cannot be cut", fewer.stderr)
        for name, *options in (("escape", "--steps", "50"), ("stress", "--alpha", "0.1,0.2", "--horizon", "10"),
                               ("outputs", "--steps", "200")):
            paths = "--runs" if name == "outputs" else "--runs"
            file = self.folder / f"experiment-{name}.json"
            for count in (101, 307):
                result = hebb("experiment", name, *options, paths, count, "--resume", file, "--json", "-")
                self.assertEqual(result.returncode, 0, result.stderr)
            whole = parse(hebb("experiment", name, *options, paths, 307, "--json", "-").stdout)
            self.assertEqual(*[{key: value for key, value in data.items() if key not in ("seconds", "options")}
                               for data in (parse(result.stdout), whole)])


class Files(InAFolder):
    COMPARE = ("compare", *TWO, "--alpha", "0.1", "--steps", "20")

    def csv(self, file, **options):
        result = hebb(*self.COMPARE, "--csv", file, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def setUp(self):
        super().setUp()
        self.plain = self.folder / "plain.csv"
        self.csv(self.plain)
        self.text = self.plain.read_text()
        self.assertTrue(self.text.startswith("step,time,"))

    def tearDown(self):
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assert_no_remains()

    def test_symbolic_links_are_followed(self):
        (self.folder / "deeper").mkdir()
        for target, link in (("deeper/there.csv", "link.csv"), ("deeper/not-yet.csv", "dangling.csv")):
            if "not-yet" not in target:
                (self.folder / target).write_text("old")
            (self.folder / link).symlink_to(target)
            self.csv(self.folder / link)
            self.assertTrue((self.folder / link).is_symlink())
            self.assertEqual((self.folder / target).read_text(), self.text)
        loop = self.folder / "loop.csv"
        loop.symlink_to("loop.csv")
        result = hebb(*self.COMPARE, "--csv", loop)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("--csv", result.stderr)

    def test_pipes_are_read(self):
        """As in `hebb prove <(...)`: what a command says of a file it says of a pipe, which can be read only once."""
        self.assertEqual(hebb("verify", "G2", "--d", "2", "--certificates", self.folder).returncode, 0)
        claim, law, rates = "claim T\nvariable x in [0, 1]\nprove x >= x^2\n", "-1/4 1/2\n1/4 1/2\n", "0 2 1\n100 1 2\n"
        chain = (*TWO, "--alpha", "0.01", "--steps", "10")
        cases = [(claim, ("prove", "{}", "--json", "-")),
                 (claim, ("check", self.folder, "--against", "{}", "--json", "-")),
                 (claim, ("export", "latex", "{}")),
                 (claim, ("export", "coq", "{}")),
                 ((self.folder / "G2.d2.json").read_text(), ("check", "{}", "--json", "-")),
                 (RULE.read_text(), ("rule", "{}", "test", "--cases", "20", "--seed", "1")),
                 (law, ("escape", *chain, "--methods", "monte-carlo", "--runs", "20", "--law", "file:{}", "--json", "-")),
                 (law, ("experiment", "noise", "--runs", "4", "--law", "file:{}", "--json", "-")),
                 (law, ("simulate", "abstract", *chain, "--law", "file:{}", "--json", "-")),
                 (rates, ("escape", "--p0", "0.75,0.25", "--alpha", "0.005", "--steps", "ever", "--schedule", "{}", "--json", "-")),
                 (rates, ("flow", *TWO, "--t", "2", "--schedule", "{}", "--json", "-")),
                 ("1 0.1\n0.1 1\n", ("correlation", "--gamma", "{}", "--p0", "0.8,0.2", "--json", "-"))]
        for text, command in cases:
            with self.subTest(command=command):
                file = self.folder / "given.txt"
                file.write_text(text)
                reader, writer = os.pipe()
                os.write(writer, text.encode())
                os.close(writer)
                said = []
                for name in (str(file), f"/dev/fd/{reader}"):
                    result = subprocess.run([HEBB, *(str(word).replace("{}", name) for word in command)], capture_output=True, text=True, timeout=60,
                                            pass_fds=[reader])
                    self.assertEqual((result.returncode, result.stderr), (0, ""))
                    said.append(re.sub(r'"seconds": .*|"file": .*|\d[\d.]* m?s\b', "", result.stdout.replace(name, "INPUT")))
                os.close(reader)
                self.assertEqual(*said)
        refused = hebb("check", "--coq", RULE)
        self.assertEqual((refused.returncode, refused.stderr), (2, f"hebb: check --coq {RULE}: give a directory of certificates\n"))

    def test_pipes_and_devices_are_written_into(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True)
        try:
            self.csv(pipe)
            self.assertTrue(pipe.is_fifo(), "the pipe was replaced")
            self.assertEqual(reader.communicate(timeout=20)[0], self.text)
        finally:
            reader.kill()
            reader.communicate()
        null = self.folder / "null"
        null.symlink_to("/dev/null")
        self.csv(null)
        self.assertTrue(null.is_symlink())
        verify = hebb("verify", "G2", "--d", "2", "--json", null)
        self.assertEqual(verify.returncode, 0, verify.stderr)
        self.assertTrue(null.is_symlink())
        try:
            node = self.folder / "node"
            os.mknod(node, stat.S_IFCHR | 0o666, os.makedev(1, 3))
            node.write_text("x")
        except OSError:
            return  # only root may make devices
        self.csv(node)
        self.assertTrue(node.is_char_device())

    def test_standard_output_by_another_name(self):
        result = hebb(*self.COMPARE, "--csv", "/dev/stdout")
        self.assertTrue(result.stdout.endswith(self.text))
        with open(self.folder / "both", "w") as both:
            subprocess.run([HEBB, *self.COMPARE, "--csv", "/dev/stdout"], stdout=both, check=True, timeout=60)
        self.assertTrue((self.folder / "both").read_text().endswith(self.text))
        self.assertIn("Distance to the flow", (self.folder / "both").read_text())

    def test_a_dash_is_standard_output(self):
        for command in (self.COMPARE, ("simulate", "abstract", *TWO, "--alpha", "0.1", "--steps", "20"),
                        ("simulate", "outputs", "--steps", "100", "--runs", "3"),
                        ("simulate", "spiking", "--rates", "5,10", "--weights", "0.4", "--time", "5")):
            file = self.folder / "reference.csv"
            self.assertEqual(hebb(*command, "--csv", file).returncode, 0)
            result = hebb(*command, "--csv", "-", cwd=self.folder)
            self.assertEqual((result.returncode, result.stdout), (0, file.read_text()), command)
            self.assertGreater(len(list(csv.reader(io.StringIO(result.stdout)))), 2)
            self.assertFalse((self.folder / "-").exists())
        both = hebb(*self.COMPARE, "--csv", "-", "--json", "-")
        self.assertEqual((both.returncode, both.stdout), (2, ""))
        self.assertIn("--json and --csv", both.stderr)

    def test_permissions_are_kept(self):
        for mode in (0o600, 0o664, 0o755):
            self.plain.chmod(mode)
            self.csv(self.plain)
            self.assertEqual(stat.S_IMODE(self.plain.stat().st_mode), mode)
        data = self.folder / "data.json"
        data.write_text("old")
        data.chmod(0o640)
        self.assertEqual(hebb("verify", "G2", "--d", "2", "--json", data).returncode, 0)
        self.assertEqual(stat.S_IMODE(data.stat().st_mode), 0o640)
        new = self.folder / "new.csv"
        self.csv(new, umask=0o027)
        self.assertEqual(stat.S_IMODE(new.stat().st_mode), 0o640)

    def test_two_runs_into_one_folder(self):
        (self.folder / "plain.csv.part").mkdir()  # a name that another run could have taken
        self.csv(self.plain)
        (self.folder / "plain.csv.part").rmdir()
        out = self.folder / "certificates"
        verify = [HEBB, "verify", "G2", "G1", "--d", "2..5", "--no-tightness", "--certificates", out, "--json", self.folder / "all.json"]
        runs = [subprocess.Popen(verify, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        for run in runs:
            errors = run.communicate(timeout=120)[1]
            self.assertEqual(run.returncode, 0, errors)
        self.assertEqual(len(json.loads((self.folder / "all.json").read_text())["claims"]), 8)
        self.assertEqual(hebb("check", out, "--quiet").returncode, 0)

    def test_results_are_written_whole_or_not_at_all(self):
        old, new = self.folder / "old.json", self.folder / "new.json"
        old.write_text("old")
        for file in (old, new):
            process = subprocess.Popen([HEBB, *LONG["one hard row"][0], "--json", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.5)
            self.assertIsNone(process.poll())
            process.kill()
            process.wait()
        self.assertEqual(old.read_text(), "old")
        self.assertFalse(new.exists())

    def test_what_cannot_be_written_is_said_before_the_work(self):
        slow = ("escape", *TWO, "--alpha", "0.00001", "--steps", "1e7")
        for option, file in (("--svg", self.folder / "missing" / "x.svg"), ("--svg", "-"), ("--certificates", self.plain)):
            result = hebb(*slow, option, file)
            self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
            self.assertRegex(result.stderr, rf"\Ahebb: {option} {file}: .*\n\Z")
        hard = LONG["one hard row"][0]
        before = sorted(self.folder.iterdir())
        for option, file in (("--json", self.folder / "missing" / "x.json"), ("--json", self.folder), ("--report", self.plain / "x")):
            result = hebb(*hard, option, file)
            self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
            self.assertIn(f"{option} {file}: ", result.stderr)
        self.assertEqual(sorted(self.folder.iterdir()), before)  # no probes


@unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
class FullDisks(InAFolder):
    def with_full(self, stream, *arguments):
        with open("/dev/full", "w") as full:
            streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {stream: full}
            return subprocess.run([HEBB, *arguments], text=True, timeout=60, **streams)

    def test_output_that_is_lost_is_an_error(self):
        for arguments in (("--help",), ("--version",), ("verify", "--help"), ("list",), ("escape", *TWO, "--alpha", "0.01", "--methods", "barrier-power"),
                          ("export", "smt2", "G2"), ("compare", *TWO, "--alpha", "0.1", "--steps", "5", "--csv", "-")):
            result = self.with_full("stdout", *arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stderr, "hebb: cannot write to standard output: No space left on device\n")

    def test_an_error_that_cannot_be_reported_is_still_an_error(self):
        self.assertEqual(self.with_full("stderr", "nonsense").returncode, 2)
        self.assertEqual(self.with_full("stderr", "flow", "--p0", "1,1", "--t", "1").returncode, 2)

    def test_results_do_not_depend_on_standard_error(self):
        picture = self.folder / "x.svg"
        result = self.with_full("stderr", "compare", *TWO, "--alpha", "0.1", "--steps", "5", "--svg", str(picture))
        self.assertEqual(result.returncode, 0)
        self.assertIn("Distance to the flow", result.stdout)
        self.assertIn("</svg>", picture.read_text())

    def test_a_full_device_behind_a_link(self):
        link = self.folder / "full.csv"
        link.symlink_to("/dev/full")
        result = hebb("compare", *TWO, "--alpha", "0.1", "--steps", "5", "--csv", link)
        self.assertEqual((result.returncode, result.stderr), (2, f"hebb: cannot write {link}: No space left on device\n"))
        self.assertTrue(link.is_symlink())

    def test_a_closed_standard_output_takes_nothing(self):
        file = self.folder / "x.csv"
        result = subprocess.run(["sh", "-c", f"exec {HEBB} compare --p0 0.6,0.4 --alpha 0.1 --steps 5 --csv {file} >&-"], stderr=subprocess.PIPE,
                                text=True, timeout=60)
        self.assertEqual(result.returncode, 2)
        self.assertIn("hebb: cannot write", result.stderr)
        self.assertFalse(file.exists() and "a priori" in file.read_text())


if __name__ == "__main__":
    unittest.main()
