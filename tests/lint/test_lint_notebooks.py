"""Notebooks: IPython's own lines, odd cells, places, and comments that silence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linted import launches, notebook, use

from jupyter_cost_tags.lint.cells import NotANotebook, cells_of, parsed
from jupyter_cost_tags.lint.positions import lines_in_file
from jupyter_cost_tags.lint.read import read

CLIENT = 'import boto3\nsm = boto3.client("sagemaker")'
CALL = 'sm.create_training_job(TrainingJobName="t1")'
CLI = "aws sagemaker create-training-job --training-job-name t1"


def places(*cells, **metadata):
    """Return (cell, line) of each launch of a notebook."""
    found = launches(notebook(*cells, **metadata), ".ipynb")
    return [(one.place.cell, one.place.line) for one in found]


def test_cells_are_counted_as_people_see_them():
    assert places(("markdown", "# Train\nsagemaker"), CLIENT, f"x = 1\n{CALL}") == [(3, 2)]


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (f"%%time\n{CALL}", 2),
        (f"%%capture out\n\n{CALL}", 3),
        (f"%time {CALL}", 1),
        (f"%timeit -n 1 {CALL}", 1),
        (f"%matplotlib inline\n!pip install x\n{CALL}", 3),
        (f"files = !ls\n{CALL}", 2),
        (f"x = %sql select 1\n{CALL}", 2),
        (f"!docker build \\\n  -t x \\\n  .\n{CALL}", 4),
        (f"?print\n{CALL}", 2),
        (f"print?\n{CALL}", 2),
        (f"%pip install sagemaker\nif True:\n    !ls\n    {CALL}", 4),
        (f'text = """\n!not a command\n%nor this\n"""\n{CALL}', 5),
        (f"x = (10\n% 3)\n{CALL}", 3),
        (f"await x\n{CALL}", 2),
        (f"async for y in x: pass\n{CALL}", 2),
    ],
)
def test_what_ipython_adds_is_understood(cell, line):
    assert places(CLIENT, cell) == [(2, line)]


@pytest.mark.parametrize(
    "cell", [f"%%writefile train.py\n{CALL}", f"%%html\n{CALL}", f"%%script python\n{CALL}"]
)
def test_cells_that_are_no_python_are_left_alone(cell):
    assert places(CLIENT, cell) == []


@pytest.mark.parametrize(
    ("cell", "line"),
    [(f"!{CLI}", 1), (f"x = 1\n!{CLI} \\\n  --region x", 2), (f"%%bash\n\n{CLI}", 3)],
)
def test_the_aws_cli_in_a_cell_is_seen(cell, line):
    assert places(cell) == [(1, line)]


def test_a_broken_cell_is_skipped_and_what_it_binds_is_not_known():
    read_of = read(notebook(CLIENT, "def broken(:\n", CALL), ".ipynb")
    assert ([one.place.cell for one in read_of.launches], read_of.skipped_cells) == ([3], (2,))
    again = read(notebook(CLIENT, "sm = broken(:\n", CALL), ".ipynb")
    assert (again.launches, again.skipped_cells) == ((), (2,))


def test_functions_find_the_notebook_as_it_ends():
    made = "def launch():\n    sm.create_training_job()"
    assert places(made, CLIENT) == [(1, 2)]
    assert places(made, CLIENT, "sm = Fake()") == []


def test_other_languages_are_left_alone():
    assert places(CLIENT + "\n" + CALL, kernelspec={"language": "R", "name": "ir"}) == []
    assert places(CLIENT + "\n" + CALL, kernelspec={"language": "python", "name": "p"}) == [(1, 3)]
    assert places(CLIENT + "\n" + CALL, language_info={"name": "ipython"}) == [(1, 3)]


def test_old_notebooks_and_single_texts_are_read():
    cell = {"cell_type": "code", "language": "python", "input": [CLIENT + "\n", CALL]}
    old = json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3})
    assert [one.place.line for one in launches(old, ".ipynb")] == [3]
    whole = {"cells": [{"cell_type": "code", "source": f"{CLIENT}\r\n{CALL}"}]}
    assert [one.place.line for one in launches(json.dumps(whole), ".ipynb")] == [3]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"cells": 7}', "{}", "[" * 100_000, '"sagemaker"']
)
def test_what_is_no_notebook_says_so(text):
    with pytest.raises(NotANotebook):
        read(text, ".ipynb")


def test_odd_cells_are_no_trouble():
    odd = [None, 7, {}, {"cell_type": "code"}, {"cell_type": "code", "source": [1, None]}]
    good = {"cell_type": "code", "source": f"{CLIENT}\n{CALL}"}
    text = json.dumps({"cells": [*odd, good], "metadata": "x"})
    assert [one.place.cell for one in launches(text, ".ipynb")] == [6]
    assert lines_in_file(text)[6, 3] == 1


@pytest.mark.parametrize(
    "source",
    [
        f"{CALL}  # cost-tags: ignore",
        f"# cost-tags: ignore\n{CALL}",
        f"# Cost-Tags:ignore (a test account)\n{CALL}",
        'sm.create_training_job(\n    TrainingJobName="t1",  # cost-tags: ignore\n)',
        f"{CALL}\n# cost-tags: ignore-file",
    ],
)
def test_a_comment_silences(source):
    assert launches(f"{CLIENT}\n{source}") == []


def test_a_comment_silences_its_own_call_only():
    assert len(launches(f"{CLIENT}\n{CALL}  # cost-tags: ignore\n{CALL}")) == 1
    assert len(launches(f"{CLIENT}\nx = 1  # cost-tags: ignore\n{CALL}")) == 1
    assert places(f"!{CLI} # cost-tags: ignore") == []


def test_shell_scripts_are_read():
    (found,) = launches(f"#!/bin/bash\n# {CLI}\n{CLI}\n", ".sh")
    assert (found.call, found.place.line) == ("aws sagemaker create-training-job", 3)
    (found,) = launches("aws sagemaker create-auto-ml-job-v2\n", ".sh")
    assert found.call == "aws sagemaker create-auto-ml-job-v2"


def test_a_script_that_is_no_python_says_so():
    for text in ("import sagemaker\ndef broken(:\n", "sagemaker = 1\0"):
        with pytest.raises(SyntaxError):
            read(text, ".py")
    deep = "import sagemaker\nif x: pass\n" + "elif x: pass\n" * 20_000
    with pytest.raises(SyntaxError):
        read(deep, ".py")


def test_places_in_the_file_are_those_of_the_file():
    text = notebook(("markdown", CALL), CLIENT, f"# é 'quoted' \"too\"\n\n{CALL}\n", CALL)
    for ensure_ascii in (True, False):
        spelled = json.dumps(json.loads(text), indent=1, ensure_ascii=ensure_ascii)
        lines = spelled.split("\n")
        found = lines_in_file(spelled)
        for place in ((3, 3), (4, 1)):
            assert "create_training_job" in lines[found[place] - 1]
        assert found[3, 3] < found[4, 1]


WORDS = (
    "sm", "sagemaker", "boto3", "=", "(", ")", "**", "[", "]", "{", "}", ":", "\n", "    ", "if",
    "else", "for", "in", "def f", "class C", "return", "est", ".fit()", "Estimator", "import",
    "from", ".client('sagemaker')", ".create_training_job", "Tags", "tags", "lambda", "await",
    "'local'", "%%time\n", "!ls", "x", ",", "with", "as", "try", "except", "del", "+=", "@remote",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_is_trouble(source):
    prelude = f"{CLIENT}\n{use('sagemaker.estimator.Estimator')}est = Estimator(i, r)\n"
    for cell in (source, f"{prelude}{source}"):
        parsed(cell)
        text = notebook(prelude, cell)
        assert len(cells_of(text)) == 2
        read(text, ".ipynb")
        lines_in_file(text)


def test_real_programs_are_no_trouble():
    """Every module of the standard library's unittest and of this package is run through."""
    import unittest
    from pathlib import Path

    import jupyter_cost_tags

    folders = [Path(module.__file__).parent for module in (unittest, jupyter_cost_tags)]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    assert len(files) > 100
    for file in files:
        read(f"# sagemaker\n{file.read_text('utf-8')}", ".py")
