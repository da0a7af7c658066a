"""The published JSON Schemas, as validators. Importing it without python3-jsonschema is an ImportError."""
import json
import pathlib

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs/reference/schemas"


def read(name):
    """One schema with what it refers to in the common one put into it, as no validator needs to find files then."""
    local = lambda file: json.loads((SCHEMAS / f"{file}.schema.json").read_text().replace("common.schema.json#/$defs/", "#/$defs/"))
    schema = local(name)
    schema["$defs"] = local("common")["$defs"]
    return schema


def validator(command):
    return jsonschema.Draft202012Validator(read(command.replace(" ", "-")))


def faults(of, document):
    """What a validator has against a document, one line each."""
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in of.iter_errors(document)]
