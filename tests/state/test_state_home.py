"""Where state lives: apart per identity, private, with `current` naming the active folder."""

import pytest

from jupyter_cost_tags.state import current_dir, mark_current, state_dir

IDENTITY = ("111122223333", "us-east-1", "d-1", "ana")


@pytest.fixture
def environ(tmp_path):
    return {"COST_TAGS_HOME": str(tmp_path / "state")}


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("place", range(4))
def test_any_other_identity_has_another_folder(environ, place):
    other = [*IDENTITY]
    other[place] = "other"
    assert state_dir(environ, *other) != state_dir(environ, *IDENTITY)
    other[place] = None
    assert state_dir(environ, *other) != state_dir(environ, *IDENTITY)


def test_parts_of_an_identity_do_not_run_together(environ):
    assert state_dir(environ, "1", "2", "a", "bc") != state_dir(environ, "1", "2", "ab", "c")


def test_folder_is_private_and_stays_the_same(environ):
    folder = state_dir(environ, *IDENTITY)
    assert mode(folder) == 0o700
    assert mode(folder.parent) == 0o700
    folder.chmod(0o755)
    assert state_dir(environ, *IDENTITY) == folder
    assert mode(folder) == 0o700


def test_folder_names_nobody(environ):
    assert "ana" not in state_dir(environ, *IDENTITY).name


def test_jupyter_data_folder_is_the_default(tmp_path):
    folder = state_dir({"JUPYTER_DATA_DIR": str(tmp_path)}, *IDENTITY)
    assert folder.parent == tmp_path / "cost-tags"


def test_jupyter_knows_its_data_folder_itself(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    assert state_dir({"COST_TAGS_HOME": ""}, *IDENTITY).parent == tmp_path / "data" / "cost-tags"


def test_home_that_cannot_be_made_is_no_error_yet(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    folder = state_dir({"COST_TAGS_HOME": str(tmp_path / "state")}, *IDENTITY)
    assert not folder.exists()


def test_current_follows_the_last_mark(environ):
    first, second = state_dir(environ, *IDENTITY), state_dir(environ, "2", "r", "d", "ben")
    assert current_dir(environ) is None
    mark_current(first)
    assert current_dir(environ) == first
    mark_current(second)
    assert current_dir(environ) == second
    names = {entry.name for entry in first.parent.iterdir()}
    assert names == {"current", first.name, second.name}


def test_current_may_be_a_file(environ):
    folder = state_dir(environ, *IDENTITY)
    (folder.parent / "current").write_text(folder.name + "\n")
    assert current_dir(environ) == folder


@pytest.mark.parametrize("named", ["../elsewhere", "/etc", "", "0" * 20, "x" * 20, "\udcff"])
def test_current_leads_nowhere_else(environ, named):
    folder = state_dir(environ, *IDENTITY)
    (folder.parent.parent / "elsewhere").mkdir()
    (folder.parent / "current").write_bytes(named.encode("utf-8", "surrogateescape"))
    assert current_dir(environ) is None


def test_current_link_out_of_the_home_is_not_followed(environ, tmp_path):
    folder = state_dir(environ, *IDENTITY)
    (folder.parent / "current").symlink_to(tmp_path)
    assert current_dir(environ) is None
