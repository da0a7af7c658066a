#!/usr/bin/env python3
"""docs/reference/options.md says what the program's --help does, and every command that writes JSON has its schema.

The part of options.md below the line `<!-- generated -->` is written anew by

    python3 tests/cli/reference_test.py build/release/bin/hebb . --write
"""
import json
import pathlib
import re
import sys
import unittest

from harness import hebb

ROOT = pathlib.Path(sys.argv.pop(1))
PAGE = ROOT / "docs/reference/options.md"
SCHEMAS = ROOT / "docs/reference/schemas"
MARK = "<!-- generated -->\n"


def sections(text):
    """The lines below each heading of a --help, one for each entry: (left, right)."""
    found, heading = {}, None
    for line in text.splitlines():
        if re.fullmatch(r"[A-Z]\w+:", line):
            heading = line[:-1]
            found[heading] = []
        elif not line or not line.startswith("  "):
            heading = None
        elif heading and line.startswith(" " * 20):  # the left part was too long for its column
            found[heading][-1] = (found[heading][-1][0], line.strip())
        elif heading:
            left, _, right = line.strip().partition("  ")
            # A left part that fills its column leaves one blank; types and defaults tell where it ends.
            if not right and (cut := re.match(r"(-\S+(?: TEXT\S*)?(?: \.\.\.)?(?: REQUIRED)?(?: Needs: \S+)?) (.*)", left)):
                left, right = cut.groups()
            found[heading].append((left, right.strip()))
    return found


def commands(words=(), typed=()):
    """Every command that does something, with the sections of its --help. typed: how it is called."""
    found = sections(hebb(*typed, "--help").stdout)
    if "Subcommands" not in found:
        return {" ".join(words): found}
    # `hebb rule FILE` does something without a subcommand, too, and its subcommands come behind the file.
    own = "Positionals" in found
    out = {" ".join(words): found} if own else {}
    for name, _ in found["Subcommands"]:
        out |= commands((*words, name), (*typed, "-", name) if own else (*typed, name))
    return out


def entries(found):
    """(name, value, meaning) for what the user gives."""
    for left, meaning in [*found.get("Positionals", []), *found["Options"]]:
        name, *rest = left.split(" ")
        if name == "-h,--help":
            continue
        value = ""
        if rest and rest[0].startswith("TEXT"):
            default = rest.pop(0)[len("TEXT"):].removeprefix("=")
            value = f"`{default}`" if default else ""
        notes = {"...": "one or more", "REQUIRED": "required"}
        if "Needs:" in rest:
            rest[rest.index("Needs:"):] = [f"with `{rest[-1]}`"]
        value = ", ".join(([value] if value else []) + [notes.get(word, word) for word in rest])
        yield name, value, meaning


def generated():
    out = []
    for name, found in COMMANDS.items():
        out.append(f"## hebb {name}\n")
        rows = list(entries(found))
        if rows:
            out.append("| option | default | meaning |\n|---|---|---|")
            cell = lambda text: text.replace("|", "\\|")
            out += [f"| `{option}` | {cell(value)} | {cell(meaning)} |" for option, value, meaning in rows]
            out.append("")
        else:
            out.append("No options.\n")
    return "\n".join(out)


COMMANDS = commands()


class Reference(unittest.TestCase):
    def test_the_page_of_the_options_is_that_of_the_program(self):
        written = PAGE.read_text().split(MARK)[1].strip().splitlines()
        self.assertGreater(len(COMMANDS), 25)
        self.assertEqual(written, generated().strip().splitlines(), "renew it: see the head of this file")

    def test_every_option_is_explained(self):
        for command, found in COMMANDS.items():
            for name, _, meaning in entries(found):
                self.assertGreater(len(meaning), 3, f"{command} {name}")

    def test_the_same_name_means_the_same(self):
        """The options of the table at the head of the page have one default and, where it says so, one text."""
        table = PAGE.read_text().split(MARK)[0]
        shared = re.findall(r"^\| `(--[a-z-]+)(?: [A-Z]+)?` \|", table, re.M)
        self.assertGreater(len(shared), 8)
        texts, defaults, used = {}, {}, {}
        for command, found in COMMANDS.items():
            for name, value, meaning in entries(found):
                texts.setdefault(name, set()).add(meaning)
                defaults.setdefault(name, set()).add(value)
                used[name] = used.get(name, 0) + 1
        for name in shared:
            self.assertGreater(used.get(name, 0), 1, name)
        for name in ("--json", "--threads"):
            self.assertEqual(len(texts[name]), 1, texts[name])
        self.assertEqual(defaults["--confidence"], {"`0.99`"})
        self.assertEqual(defaults["--q"] - {"`2`", "`3/2,2,3,4,6,8`"}, set())
        for gone in ("--paths", "--lambda", "--base-rates", "--trajectory"):
            self.assertNotIn(gone, used)

    def test_every_command_that_writes_json_has_a_schema(self):
        with_json = {c for c, found in COMMANDS.items() if any(name == "--json" for name, *_ in entries(found))}
        schemas = {file.name.removesuffix(".schema.json").replace("-", " ") for file in SCHEMAS.glob("*.schema.json")} - {"common"}
        self.assertEqual(schemas, with_json)
        self.assertGreaterEqual(with_json, {"list", "explain", "tighten", "check", "verify", "prove", "rate", "escape", "flow", "compare", "correlation"})
        page = (ROOT / "docs/reference/json.md").read_text()
        for command in with_json:
            self.assertIn(f"(schemas/{command.replace(' ', '-')}.schema.json)", page)

    def test_what_json_echoes_are_the_options(self):
        for command, found in COMMANDS.items():
            file = SCHEMAS / f"{command.replace(' ', '-')}.schema.json"
            if not file.exists():
                continue
            names = {re.sub(r"^-\w,", "", name).lstrip("-").lower().replace("-", "_") for name, *_ in entries(found)}
            if command.startswith("rule "):  # with the options of `hebb rule` itself
                names |= {name.lstrip("-") for name, *_ in entries(COMMANDS["rule"]) if name.startswith("--")}
            echoed = set(json.loads(file.read_text())["properties"]["options"]["properties"])
            self.assertEqual(echoed - names - {"files"}, set(), command)  # several files are `file` in the help
            # What is not echoed says where something is written, or how fast, and nothing about the result.
            silent = {"junit", "regressions", "json", "csv", "svg", "certificates", "report", "resume", "threads", "quiet", "jobs", "batch", "checker", "keep",
                      "record", "record_run", "write_law", "window", "trajectories", "basin", "explain"}
            self.assertEqual(names - echoed - silent - ({"file"} if "files" in echoed else set()), set(), command)


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(PAGE.read_text().split(MARK)[0] + MARK + "\n" + generated())
    else:
        unittest.main()
