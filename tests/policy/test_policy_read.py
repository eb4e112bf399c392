"""Reading one file: what is good, and every way to be bad with line and spelling."""

import os
import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.pattern import Pattern
from jupyter_cost_tags.policy.read import parse_policy, read_policy
from jupyter_cost_tags.policy.rules import Policy, SpendRule
from jupyter_cost_tags.problems import PolicyInvalid

DESIGN = """\
version: 1
mode: warn                     # off | warn | fill | block
tags:
  - key: cost-center
    required: true
    values: {CC-4711: Retail ML, CC-4802: Logistics ML}
  - key: environment
    required: true
    values: [dev, staging, prod]
    default: dev
  - key: project
    pattern: "[a-z][a-z0-9-]{2,40}"
bundles:                       # named sets
  churn: {cost-center: CC-4711, project: churn, environment: dev}
protected: [team]
spend: {source: cost-explorer, tag: auto, metric: UnblendedCost}
launch: {confirm_above: "50.00"}
exempt: {kinds: [], name_patterns: []}
"""


def refused(text):
    with pytest.raises(PolicyInvalid) as caught:
        parse_policy(text, "cost-tags.yaml")
    return caught.value.message


def refused_file(path):
    with pytest.raises(PolicyInvalid) as caught:
        read_policy(path)
    return caught.value.message


def test_the_file_of_the_design():
    policy = parse_policy(DESIGN, "cost-tags.yaml")
    assert policy.mode == "warn"
    assert policy.required_keys == ("cost-center", "environment")
    assert policy.rule("cost-center").values == {
        "CC-4711": "Retail ML",
        "CC-4802": "Logistics ML",
    }
    assert policy.rule("environment").values == {"dev": None, "staging": None, "prod": None}
    assert policy.rule("project").patterns == (Pattern("[a-z][a-z0-9-]{2,40}"),)
    assert policy.defaults == {"environment": "dev"}
    assert policy.bundles["churn"]["project"] == "churn"
    assert policy.protected == {"team"}
    assert policy.spend == SpendRule("cost-explorer", "auto", "UnblendedCost")
    assert policy.confirm_above == Decimal("50.00")


def test_the_least_file():
    assert parse_policy("version: 1\n", "f") == Policy()


def test_byte_order_mark_and_windows_line_ends(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + DESIGN.replace("\n", "\r\n").encode())
    assert read_policy(path) == parse_policy(DESIGN, "f")


@pytest.mark.parametrize("mode", ["off", "warn", "fill", "block"])
def test_a_mode_needs_no_quotes(mode):
    """YAML 1.1 reads off as false."""
    assert parse_policy(f"version: 1\nmode: {mode}\n", "f").mode == mode


def test_values_are_what_is_written():
    """YAML 1.1 reads these as true, false, 7, 4711, 0.1 and a date."""
    values = ["yes", "no", "007", "4711", "1e-1", "2026-11-23", "0x10", "1_000"]
    text = f"version: 1\ntags:\n- key: k\n  values: [{', '.join(values)}]\n"
    assert list(parse_policy(text, "f").rule("k").values) == values


@pytest.mark.parametrize("written", ["true", "True", "yes", "on"])
def test_required_takes_every_way_to_say_yes(written):
    policy = parse_policy(f"version: 1\ntags:\n- {{key: k, required: {written}}}\n", "f")
    assert policy.required_keys == ("k",)


def in_tag(line):
    return f"version: 1\ntags:\n  - key: cost-center\n    {line}\n"


BAD = {
    "unknown field": (in_tag("requierd: true"), '4: unknown field "requierd"; did you mean "requ'),
    "report of nothing": ("version: 1\nspend: {report: {dialect: cur2}}", "2: a report is either"),
    "no report": ("version: 1\nspend:\n  source: athena", "3: the source athena needs report"),
    "other scheme": ("version: 1\nspend: {report: {files: 'http://x'}}", "neither a path nor s3"),
    "report's field": ("version: 1\nspend: {report: {tabel: x}}", 'did you mean "table"?'),
    "unknown top": ("version: 1\nprotectde: []", '2: unknown field "protectde"; did you mean "pro'),
    "unknown spend": (
        "version: 1\nspend:\n  metrics: x",
        '3: unknown field "metrics"; did you mean "metric"?',
    ),
    "nothing near": ("version: 1\ncolour: red", "known here are version, mode, tags"),
    "mode": ("version: 1\nmode: blok", "2: mode: must be off, warn, fill or block; did you mean"),
    "no version": ("mode: warn", '1: "version" is missing'),
    "newer": ("version: 2", "1: version: 2 is newer than this release reads; update"),
    "no number": ("version: one", "1: version: must be 1"),
    "no key": ("version: 1\ntags:\n- required: true", '3: "key" is missing'),
    "yes or no": (in_tag("required: maybe"), "4: required: must be true or false"),
    "list": ("version: 1\ntags:\n  key: k", "2: tags: must be a list"),
    "mapping": ("version: 1\ntags:\n- k", "3: tags: must be names with values"),
    "spend list": ("version: 1\nspend: []", "2: spend: must be names with values"),
    "null text": (in_tag("default:"), None),
    "null mode": ("version: 1\nmode:", "2: mode: must be off"),
    "values empty": (in_tag("values: []"), "4: values: can't be empty"),
    "values twice": (in_tag("values: [a, b, a]"), '4: values: "a" is listed twice'),
    "values nested": (in_tag("values: [a, [b]]"), "4: values: a value must be a text"),
    "values text": (in_tag("values: dev"), "4: values: must be names with values"),
    "value emoji": (
        in_tag("values:\n    - ok\n    - 🙂"),
        "6: 🙂: The character 🙂 (U+1F642) at pos",
    ),
    "value long": (in_tag(f"values: [{'x' * 257}]"), "257 characters; a value has at most 256"),
    "value named nothing": (in_tag("values: {'': x}"), "a value can't be empty"),
    "default not listed": (
        in_tag("values: [dev]\n    default: dve"),
        "5: the default 'dve' is not",
    ),
    "default near": (in_tag("values: [dev]\n    default: dve"), 'did you mean "dev"?'),
    "default unlike": (
        in_tag("pattern: '[a-z]+'\n    default: X1"),
        "5: the default 'X1' does not m",
    ),
    "value unlike": (
        in_tag("pattern: '[a-z]+'\n    values:\n    - a\n    - B"),
        '7: "B" does not match the pattern [a-z]+',
    ),
    "pattern": (in_tag("pattern: (a+)+$"), "4: pattern: groups are not supported (at character 1"),
    "reserved key": ("version: 1\ntags:\n- key: AWS:x", "3: key: Keys that begin with aws:"),
    "system key": ("version: 1\ntags:\n- key: sagemaker:x", "3: key: sagemaker:x is a system key"),
    "protected key": ("version: 1\nprotected:\n- a\n- b&c", "4: protected: The character &"),
    "key twice": ("version: 1\ntags:\n- key: a\n- key: a", '4: the key "a" has a rule already'),
    "bundle key": (
        "version: 1\ntags:\n- key: project\nbundles:\n  churn:\n    projct: x",
        '6: "projct" is not a key of this policy; did you mean "project"?',
    ),
    "bundle value": (
        "version: 1\ntags:\n- {key: env, values: [dev]}\nbundles:\n  churn:\n    env: dve",
        "6: 'dve' is not one of dev; did you mean \"dev\"?",
    ),
    "bundle of 51": (
        "version: 1\nbundles:\n  b:\n" + "".join(f"    k{n}: v\n" for n in range(51)),
        "3: 51 tags; AWS allows 50",
    ),
    "name pattern": (
        "version: 1\nexempt:\n  name_patterns:\n  - a|b",
        "4: name_patterns: alternat",
    ),
    "amount": ("version: 1\nlaunch: {confirm_above: lots}", "2: confirm_above: must be an amount"),
    "amount nan": ("version: 1\nlaunch: {confirm_above: .nan}", "must be an amount"),
    "amount NaN": ("version: 1\nlaunch: {confirm_above: NaN}", "must be an amount"),
    "amount endless": ("version: 1\nlaunch: {confirm_above: Infinity}", "must be an amount"),
    "amount negative": ("version: 1\nlaunch: {confirm_above: -1}", "must be an amount"),
    "metric": ("version: 1\nspend: {metric: Unblended}", "2: metric: must be UnblendedCost, Amo"),
    "empty": ("", "1: the file is empty"),
    "comment only": ("# nothing\n\n", "1: the file is empty"),
    "null": ("null", "1: the file is empty"),
    "list at top": ("- a\n", "1: the file must hold names and values"),
    "text at top": ("hello", "1: the file must hold names and values"),
    "tab": ("version: 1\ntags:\n\t- key: a", "3: YAML doesn't take a tab here; use spaces"),
    "name twice": ("version: 1\nmode: off\nversion: 1", '3: "version" is given twice; the first'),
    "anchor": ("version: &v 1", "1: anchors (&) and aliases (*) are not allowed"),
    "alias": ("version: 1\nmode: *m", "2: anchors (&)"),
    "merge key": ("version: 1\n<<: {mode: off}", '2: unknown field "<<"'),
    "python tag": ("version: !!python/object/apply:os.system [x]", "1: YAML tags (!)"),
    "str tag": ("version: !!str 1", "1: YAML tags (!) are not allowed; quote"),
    "two documents": ("version: 1\n---\nversion: 1", "2: only one document"),
    "open bracket": ("version: 1\nprotected: [a\n", "not valid YAML"),
    "control": ("version: 1\nmode: \x07", "2: the character U+0007"),
    "list as a name": ("version: 1\n? [a]\n: b", "2: a name must be a text"),
    "deep": ("version: 1\ntags: " + "[" * 5000, "2: nested deeper than 20 levels"),
    "elsewhere": (
        "source: s3://b/k",
        "1: names another place, where only a policy can stand",
    ),
}


@pytest.mark.parametrize("case", [name for name, (_, told) in BAD.items() if told])
def test_a_bad_file_is_told_with_its_line(case):
    text, told = BAD[case]
    message = refused(text)
    assert told in message
    assert message.startswith("cost-tags.yaml:")


def test_every_sentence_ends():
    for text, told in BAD.values():
        if told:
            assert refused(text).endswith((".", "?"))


def test_no_default_may_be_said_by_nothing():
    assert parse_policy(BAD["null text"][0], "f").rule("cost-center").default is None


def test_all_errors_come_in_one_message_up_to_five():
    text = "version: 1\n" + "".join(f"unknown{n}: x\n" for n in range(7))
    lines = refused(text).splitlines()
    assert [line.split(": ")[0] for line in lines[:5]] == [
        f"cost-tags.yaml:{n}" for n in range(2, 7)
    ]
    assert lines[5:] == ["And 2 more."]


@pytest.mark.parametrize(
    "text",
    [
        'version: 1\n"\\e[31mred": x',
        'version: 1\n"\\u202Egnp": x',
        'version: 1\n"\\x1b": x\n"\\x1b": y',
        'version: 1\ntags:\n- {key: k, values: ["\\r\\a"]}',
        "version: 1\n\u202eedom: x",
    ],
)
def test_no_error_steers_a_terminal(text):
    assert refused(text).replace("\n", "").isprintable()


def bomb():
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    names = "abcdefghi"
    for before, name in pairwise(names):
        rows.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (bomb(), "anchors"),
        ("version: 1\ntags:\n- key: k\n  values: [" + "a," * 120_000 + "]", "20000 entries"),
        ("version: 1\n" + "".join(f"k{n}: x\n" for n in range(25_000)), "20000 entries"),
        ("[" * 200_000, "deeper than 20"),
        ("{a: " * 60_000, "deeper than 20"),
        ("version: 1\ntags:\n- key: k\n  pattern: '" + "a?" * 100_000 + "'", "1024"),
        ("version: '" + "1" * 200_000 + "'", "version"),
    ],
    ids=["laughs", "values", "fields", "lists", "maps", "pattern", "number"],
)
def test_a_hostile_file_is_refused_soon(text, told):
    start = time.process_time()
    assert told in refused(text)
    assert time.process_time() - start < 2  # 0.2 s here; a loaded machine needs more


@given(st.text(max_size=60))
def test_any_text_is_a_policy_or_a_named_error(text):
    try:
        parse_policy(text, "f")
        told = "f:"
    except PolicyInvalid as error:
        told = error.message
    assert told.startswith("f:")


@given(st.data())
def test_any_damage_is_a_policy_or_a_named_error(data):
    start = data.draw(st.integers(0, len(DESIGN)))
    end = data.draw(st.integers(start, min(start + 20, len(DESIGN))))
    put = data.draw(st.text(alphabet="\t\n:-[]{}&*!|>'\"%@`? ax1", max_size=6))
    try:
        parse_policy(DESIGN[:start] + put + DESIGN[end:], "f")
        told = "f:"
    except PolicyInvalid as error:
        told = error.message
    assert told.startswith("f:")


def test_a_missing_file(tmp_path):
    assert "there is no such file" in refused_file(tmp_path / "cost-tags.yaml")


def test_a_folder(tmp_path):
    assert "not a" in refused_file(tmp_path)


def test_a_fifo_does_not_hang(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    os.mkfifo(path)
    assert "not a regular file" in refused_file(path)


def test_a_device(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.symlink_to("/dev/zero")
    assert "not a regular file" in refused_file(path)


def test_a_loop_of_links(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.symlink_to(path)
    assert "can't be read (Too many levels of symbolic links)" in refused_file(path)


def test_a_file_behind_a_file(tmp_path):
    (tmp_path / "a").write_text("x")
    assert "can't be read (Not a directory)" in refused_file(tmp_path / "a" / "cost-tags.yaml")


def test_a_file_without_rights(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text("version: 1\n")
    path.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        assert "can't be read (Permission denied)" in refused_file(path)
    finally:
        if root:
            os.seteuid(0)


def test_a_file_too_large(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text("version: 1\n" + "#" * 256 * 1024)
    assert "larger than 256 KiB" in refused_file(path)


def test_a_file_of_just_the_size(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text("version: 1\n#".ljust(256 * 1024, "#"))
    assert read_policy(path) == Policy()


def test_another_encoding(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_bytes("version: 1\n# Zürich\n".encode("latin-1"))
    assert refused_file(path) == f"{path}:2: not UTF-8; save the file as UTF-8."


def test_a_path_with_nul(tmp_path):
    assert "can't be read" in refused_file(tmp_path / "a\0b")


def test_values_may_have_a_wildcard_and_defaults_may_not():
    policy = parse_policy('version: 1\ntags: [{key: k, values: ["300*", x], default: 300-a}]', "f")
    assert policy.allowed("k", "300-b") is None
    assert "isn't allowed" in refused('version: 1\ntags: [{key: k, values: [x], default: "x*"}]')
    assert "isn't allowed" in refused('version: 1\ntags: [{key: k, values: ["a#*"]}]')


def test_a_key_may_be_required_of_some_kinds():
    policy = parse_policy(
        "version: 1\ntags:\n- {key: a, required_for: [endpoint, training-job]}\n"
        "- {key: b, required: true}\n",
        "f",
    )
    assert policy.required_keys == ("a", "b")
    assert policy.required_for("endpoint") == ("a", "b")
    assert policy.required_for("model") == ("b",)


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\ntags:\n- key: k\n  required_for: [model, training-jobs]\n",
        "version: 1\nexempt:\n  kinds:\n  - training-jobs\n",
    ],
)
def test_a_misspelt_kind_is_told_with_its_line(text):
    assert ':4: "training-jobs" is not a kind of resource; did you mean "training-job"?' in (
        refused(text)
    )


def test_a_kind_of_next_year_is_taken():
    assert parse_policy("version: 1\nexempt: {kinds: [quantum-annealing]}", "f").exempt_kinds
