#!/usr/bin/env python3
"""Manual pages of the program and of each of its commands, from what --help says.

usage: manual.py HEBB HELP2MAN VERSION FOLDER
"""
import pathlib
import re
import subprocess
import sys
import tempfile


def main(program, help2man, version, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:  # the pages name the program as it is called
        pathlib.Path(place, "hebb").symlink_to(pathlib.Path(program).resolve())
        path = {"PATH": f"{place}:/usr/bin:/bin"}

        def page(words, call):
            text = subprocess.run([*call, "--help"], env=path, capture_output=True, text=True, check=True).stdout
            title = re.sub(r"^Usage:.*", "verify learning rules, rigorously", text.splitlines()[0])
            subprocess.run([help2man, "--no-info", f"--name={title}", f"--version-string={version}",
                            f"--output={folder / '-'.join(['hebb', *words])}.1", " ".join(call)], env=path, check=True)
            commands = re.search(r"^Subcommands:\n((?: +.*\n)+)", text, re.M)
            if commands and len(words) < 2:
                files = ["FILE"] if "FILE... [SUBCOMMAND]" in text else []
                for word in re.findall(r"^  ([a-z]+) ", commands.group(1), re.M):
                    page([*words, word], [*call, *files, word])

        page([], ["hebb"])


if __name__ == "__main__":
    main(*sys.argv[1:])
