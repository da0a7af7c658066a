#!/usr/bin/env python3
"""The reference of the public headers: Doxygen has nothing to complain about, and everything public is documented, that is, it has a comment of
its own, or it is a member of a plain struct or a value of an enumeration that the comment of this names. Exit code 77 without Doxygen."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def words(node):
    """The text of the comment of an entity."""
    return " ".join(" ".join(part.itertext()) for tag in ("briefdescription", "detaileddescription", "inbodydescription") for part in node.findall(tag)).strip()


def place(node):
    where = node.find("location")
    return f"{where.get('file')}:{where.get('line')}" if where is not None else "?"


def undocumented(folder):
    """Lines "file:line: what" of public entities without a comment, and how many entities there are."""
    missing, number, seen = [], 0, set()
    compounds = [compound for file in sorted(folder.glob("*.xml")) for compound in ElementTree.parse(file).getroot().findall("compounddef")]
    comment = {compound.findtext("compoundname"): words(compound) for compound in compounds}
    for compound in compounds:
        if compound.get("kind") not in ("class", "struct", "union", "namespace", "concept", "file") or compound.get("prot") == "private":
            continue
        name = compound.findtext("compoundname")
        about = comment[name]
        if compound.get("kind") != "file" and name not in ("std", "fmt"):
            number += 1
            if not about:
                missing.append(f"{place(compound)}: {compound.get('kind')} {name}")
        around = f"{about} {comment.get(name.rpartition('::')[0], '')}"  # a struct inside another may be described there
        for member in compound.iter("memberdef"):
            if member.get("prot") == "private" or member.get("id") in seen:
                continue
            seen.add(member.get("id"))
            if re.search(r"=\s*delete$", member.findtext("argsstring") or "") or member.findtext("name").startswith("~"):
                continue  # nothing that could be called, or nothing to be said
            number += 1
            own, label = words(member), member.findtext("name")
            mention = r"^a  " if label == "a" else rf"\b{re.escape(label)}\b"  # "a" is a word of its own
            named = compound.get("kind") == "struct" and member.get("kind") == "variable" and re.search(mention, around, re.M)
            if not own and not named:
                missing.append(f"{place(member)}: {member.get('kind')} {name}::{label}")
            for value in member.findall("enumvalue"):
                number += 1
                if not words(value) and not re.search(rf"\b{re.escape(value.findtext('name'))}\b", f"{own} {about}"):
                    missing.append(f"{place(member)}: value {value.findtext('name')} of {name}::{label}")
    return missing, number


def reference(root, folder):
    """Writes the XML of the headers below folder; what doxygen complains about."""
    subprocess.run([sys.executable, root / "docs/render/public_headers.py", root, folder / "headers"], check=True)
    settings = (root / "docs/render/Doxyfile").read_text() + f"""
INPUT = {folder / 'headers'}
STRIP_FROM_PATH = {folder / 'headers'}
STRIP_FROM_INC_PATH = {folder / 'headers'}
OUTPUT_DIRECTORY = {folder}
GENERATE_HTML = NO
"""
    run = subprocess.run(["doxygen", "-"], input=settings, capture_output=True, text=True)
    return [line.replace(f"{folder / 'headers'}/", "") for line in run.stderr.splitlines() if line.strip()]


SPECIMEN = {"hebb/all.hpp": "#pragma once\n\n// For the test.\n\n#include <hebb/part/one.hpp>\n",
            "hebb/part/one.hpp": """#pragma once
namespace hebb {

/// A struct of x and y.
///   x   a number
struct Good {
  int x = 0, y = 0;
  int z = 0;  // the third
  friend bool operator==(const Good&, const Good&) = default;
};
struct Bad {
  int lonely = 0;
};
/// The sum a < b.
int f(int);
int f(double);
int g(int);
/// Colours: red.
enum class Colour { red, blue };
// @cond internal
int hidden(int);
// @endcond

}  // namespace hebb
"""}


def finds_what_is_missing():
    """Whether the check sees, in a specimen, what has no comment, and nothing else."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for header, text in SPECIMEN.items():
            (folder / "root/lib" / header).parent.mkdir(parents=True, exist_ok=True)
            (folder / "root/lib" / header).write_text(text)
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "docs/render", folder / "root/docs/render")
        complaints = reference(folder / "root", folder)
        missing = {line.split(": ")[1] for line in undocumented(folder / "xml")[0]}
    wanted = {"namespace hebb", "struct hebb::Bad", "variable hebb::Bad::lonely", "function hebb::g", "value blue of hebb::Colour"}
    if complaints or missing != wanted:
        print(f"the check itself is wrong: {complaints}, {sorted(missing ^ wanted)}")
    return not complaints and missing == wanted


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    if not shutil.which("doxygen"):
        print("doxygen is not installed (./bootstrap.sh docs)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        complaints = reference(root, folder)
        missing, number = undocumented(folder / "xml")
    works = finds_what_is_missing()
    for line in complaints:
        print(line)
    for line in sorted(missing):
        print(f"{line} is not documented")
    print(f"{number} public entities, {len(missing)} not documented; {len(complaints)} complaints of doxygen")
    sys.exit(1 if complaints or missing or number < 500 or not works else 0)


if __name__ == "__main__":
    main()
