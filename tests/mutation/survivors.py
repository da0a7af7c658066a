"""Reads survivors.md: the mutations that no test can kill, each with the reason. `*` stands for every change of the line."""
import functools
import pathlib
import re

PATH = pathlib.Path(__file__).with_name("survivors.md")


@functools.cache
def entries():
    """[(file, line text, changed line, reason)]"""
    found, file = [], None
    for line in PATH.read_text().splitlines():
        heading = re.fullmatch(r"## `(.+)`", line)
        row = re.fullmatch(r"- ``(.+?)`` -> ``(.+?)``: (.+)", line)
        if heading:
            file = heading.group(1)
        elif row and file:
            found.append((file, *row.groups()))
        elif line.startswith("- "):
            raise ValueError(f"survivors.md: cannot read: {line}")
    return found


@functools.cache
def keys():
    return {(file, f"{before} -> {after}") for file, before, after, _ in entries()}


def explained(file, key):
    return (file, key) in keys() or (file, f"{key.split(' -> ')[0]} -> *") in keys()
