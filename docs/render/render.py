#!/usr/bin/env python3
"""Renders the documentation: render.py ROOT FOLDER writes the pages of docs/ with their formulas as MathML (pandoc), and the
reference of the public headers below api/ (doxygen). FOLDER/index.html is where to begin; nothing in it needs the network."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

root, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
here = pathlib.Path(__file__).resolve().parent
docs = root / "docs"


def rendered(page):
    """Where a page of docs/ goes."""
    return folder / page.relative_to(docs).with_suffix(".html")


def sources(path):
    """What a page links to and pandoc does not render goes beside the pages: a file as it is, a folder with a list of its files."""
    target = folder / "sources" / path.relative_to(root)
    if path.is_dir():
        target = target / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        files = sorted(file for file in path.iterdir() if file.is_file())
        for file in files:
            shutil.copyfile(file, target.parent / file.name)
        entries = "".join(f'<li><a href="{file.name}">{file.name}</a></li>' for file in files)
        target.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>{path.name}</title><ul>{entries}</ul></html>")
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return target


def link(page, target):
    """A relative link of a page as it is after rendering."""
    address, _, anchor = target.partition("#")
    path = (page.parent / address).resolve()
    if re.match(r"\w+:", target) or not address:
        return target
    if path.suffix == ".md" and docs in path.parents:
        to = rendered(path)
    elif docs / "images" in path.parents:
        to = folder / path.relative_to(docs)
    else:
        to = sources(path)
    return os.path.relpath(to, rendered(page).parent) + (f"#{anchor}" if anchor else "")


def render(page):
    text = page.read_text()
    code = re.split(r"(^```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$)", text, flags=re.M | re.S)
    for i in range(0, len(code), 2):
        code[i] = re.sub(r"(?<=\]\()([^)\s]+)(?=\))", lambda found: link(page, found.group(1)), code[i])
    target = rendered(page)
    target.parent.mkdir(parents=True, exist_ok=True)
    title = re.search(r"^# (.*)$", text, re.M)
    up = os.path.relpath(folder, target.parent)
    contents = ["--toc", "--toc-depth=2"] if len(re.findall(r"^## ", text, re.M)) > 3 else []
    run = subprocess.run(
        ["pandoc", "--from=gfm+tex_math_dollars", "--to=html5", "--mathml", "--standalone", f"--template={here / 'page.html'}",
         f"--metadata=title:{title.group(1) if title else page.stem}", f"--variable=up:{up}", *contents, f"--output={target}"],
        input="".join(code), text=True, capture_output=True)
    return [f"{page.relative_to(root)}: {line}" for line in run.stderr.splitlines()] + ([f"{page}: pandoc failed"] if run.returncode else [])


def reference():
    """The reference of the public headers; what doxygen complains about."""
    headers = folder / "headers"
    subprocess.run([sys.executable, here / "public_headers.py", root, headers], check=True)
    rows = re.findall(r"^\| `(hebb/\S+)` \| `(\S+)` \| ([^|]*?) \|", (docs / "reference/headers.md").read_text(), re.M)
    table = "".join(f"<tr><td>{header}</td><td>%{target}</td><td>{what}</td></tr>\n" for header, target, what in rows)
    (headers / "main.dox").write_text(f"""/*! @mainpage Reference of the public headers
<table><tr><th>header</th><th>target</th><th>for</th></tr>
{table}</table>
All names are in the namespace hebb. What is not here is internal, and may change between versions. Examples, and what links what: the page
<a href="../reference/headers.html">Headers</a> of the guide.
*/""")
    subprocess.run(["doxygen", "-l", folder / "layout.xml"], check=True, capture_output=True)
    layout = (folder / "layout.xml").read_text()
    guide = '<tab type="user" url="../index.html" title="Guide"/>\n    <tab type="mainpage"'
    (folder / "layout.xml").write_text(layout.replace('<tab type="mainpage"', guide, 1))
    settings = (here / "Doxyfile").read_text() + f"""
INPUT = {headers}
STRIP_FROM_PATH = {headers}
STRIP_FROM_INC_PATH = {headers}
LAYOUT_FILE = {folder / 'layout.xml'}
OUTPUT_DIRECTORY = {folder}
HTML_OUTPUT = api
GENERATE_XML = NO
"""
    run = subprocess.run(["doxygen", "-"], input=settings, capture_output=True, text=True)
    shutil.rmtree(headers)
    (folder / "layout.xml").unlink()
    return [f"doxygen: {line}" for line in run.stderr.splitlines() if line.strip()]


def main():
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(docs / "images", folder / "images")
    shutil.copyfile(here / "style.css", folder / "style.css")
    pages = sorted(docs.rglob("*.md"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        api = pool.submit(reference)
        complaints = [line for lines in pool.map(render, pages) for line in lines] + api.result()
    print("\n".join(complaints + [f"{len(pages)} pages and the reference: {folder / 'index.html'}"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
