"""Every example of every --help runs, within a minute of two processors. usage: help_examples_test.py HEBB"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


program = pathlib.Path(sys.argv[1]).resolve()
environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}


def help_of(words):
    return subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True).stdout


def examples():
    """All lines below Example(s): of all commands, each once, commands in the order of the program."""
    found = {}

    def visit(words, depth):
        text = help_of(words)
        for line in re.findall(r"^Examples?:\n((?:  .*\n)+)", text, re.M):
            for example in line.splitlines():
                found.setdefault(re.split(r"\s{3,}", example.strip())[0], " ".join(words))
        commands = re.search(r"^Subcommands:\n((?: +.*\n)+)", text, re.M)
        if commands and depth < 2:
            files = ["FILE"] if "FILE... [SUBCOMMAND]" in text else []
            for word in re.findall(r"^  ([a-z0-9]+) ", commands.group(1), re.M):
                visit([*words, *files, word], depth + 1)

    visit([], 0)
    return found


failed = ran = 0
with tempfile.TemporaryDirectory() as place:
    pathlib.Path(place, "mine.rule").write_text("rule mine\nnoise Q = 2\nnext w[i] = w[i]*(1 + a*y[i])\n")
    pathlib.Path(place, "mine.claim").write_text(
        "claim bennett\nvariable u in [0, inf)\nconstant c = 2/3 smallest in [0, 1]\nprove (1+u)*log(1+u) - u >= u^2/(2 + c*u)\n")
    for example, command in examples().items():
        tools = [tool for tool in ("z3", "gappa", "mpirun") if re.search(rf"\b{tool}\b", example) and not shutil.which(tool)]
        if tools or "--coq" in example:
            print(f"skipped, without {tools or 'the Coq checker'}: {example}")
            continue
        start = processor_seconds()
        line = example.replace("mpirun -n 4", "mpirun --allow-run-as-root --oversubscribe -n 2")
        try:
            done = subprocess.run(["bash", "-c", line], cwd=place, env=environment, capture_output=True, text=True, timeout=900)
            code, words = done.returncode, done.stderr
        except subprocess.TimeoutExpired:
            code, words = "none after 15 minutes", ""
        seconds = processor_seconds() - start
        ran += 1
        if code not in (0, 1, 3) or seconds > 120:
            failed += 1
            print(f"{command}: `{example}`: exit code {code}, {seconds:.0f} s of processor time\n{words[-400:]}")
        elif len(sys.argv) > 2:
            print(f"{seconds:6.1f} s  {code}  {example}", flush=True)
print(f"{ran} examples ran, {failed} failed")
sys.exit(1 if failed or ran < 50 else 0)
