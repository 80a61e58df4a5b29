"""What is kept of own tables: versions that nothing removes, undo, all or nothing, each organisation by itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_tables_cases import AT, ORGANISATION, OTHER, STOCK_HEADER, csv_of, stock_rows

from veerkracht.errors import VeerkrachtError
from veerkracht.errors.own_tables import (
    FaultyRowsError,
    NothingAcceptedError,
    NothingToUndoError,
    OrganisationIdError,
    OwnCodeError,
    OwnStoreError,
    UnknownTableError,
)
from veerkracht.errors.warehouse import WarehouseBusyError, WarehouseWriteError
from veerkracht.facts.areas import Level
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse.locking import only_writer
from veerkracht.workflows import own_tables_version
from veerkracht.workflows.own_tables import Accept, Act, OwnStore, check, inspect_upload

CATALOGUE = load_catalogue()
HEADER = ["Buurtcode", "Jaar", "Klachten"]


def checked(value: object, *, name: str = "klachten.csv", header=HEADER, more=()):
    rows = [["BU03440111", 2024, value], *more]
    inspection = inspect_upload(name, csv_of(header, rows), catalogue=CATALOGUE)
    return check(inspection, inspection.suggestion, catalogue=CATALOGUE)


def value_in_use(store: OwnStore) -> float:
    """Return the figure of the one table in use."""
    (table,) = store.current()
    return float(table.warehouse.table(Level.BUURT).values[0, 0, 0])


@pytest.fixture
def store(tmp_path):
    return OwnStore(tmp_path, ORGANISATION)


def snapshot(store: OwnStore) -> dict[str, bytes]:
    """Return every file that is kept, but for the lock."""
    files = (one for one in store.folder.rglob("*") if one.is_file() and not one.name.endswith(".lock"))
    return {str(one.relative_to(store.folder)): one.read_bytes() for one in files}


def test_a_version_holds_the_file_the_mapping_the_account_and_the_figures(store):
    found = checked(30)
    version = store.commit(found, by="u-7", at=AT)
    assert (version.number, version.by, version.at, version.file) == (1, "u-7", AT, "klachten.csv")
    assert store.original(1) == found.content
    assert store.mapping(1) == found.mapping
    assert store.report(1).startswith("rij;kolom;waarde")
    assert value_in_use(store) == 30
    (source,) = store.current()[0].warehouse.datasets()[0].sources()
    assert (source.own, source.retrieved, source.checksum) == (True, AT.date(), version.sha256)


def test_a_new_version_takes_over_and_undo_brings_the_old_one_back(store):
    store.commit(checked(30), by="a", at=AT)
    store.commit(checked(40), by="b", at=AT + timedelta(days=1))
    assert value_in_use(store) == 40
    before = snapshot(store)
    back = store.undo("klachten", by="c", at=AT + timedelta(days=2))
    assert back is not None
    assert (back.number, value_in_use(store)) == (1, 30)
    after = snapshot(store)
    assert {name: text for name, text in after.items() if name != "history.json"} == {
        name: text for name, text in before.items() if name != "history.json"
    }
    assert [(one.act, one.version, one.by) for one in store.history("klachten")] == [
        (Act.COMMIT, 1, "a"),
        (Act.COMMIT, 2, "b"),
        (Act.UNDO, 1, "c"),
    ]


def test_undo_of_the_first_version_leaves_no_table_in_use_and_nothing_more_to_undo(store):
    store.commit(checked(30), by="a", at=AT)
    assert store.undo("klachten", by="a", at=AT) is None
    assert store.current() == ()
    with pytest.raises(NothingToUndoError):
        store.undo("klachten", by="a", at=AT)
    assert store.original(1)


def test_a_version_that_was_undone_can_be_put_back_in_use(store):
    store.commit(checked(30), by="a", at=AT)
    store.commit(checked(40), by="a", at=AT)
    store.undo("klachten", by="a", at=AT)
    store.restore("klachten", 2, by="a", at=AT)
    assert value_in_use(store) == 40
    store.undo("klachten", by="a", at=AT)
    assert value_in_use(store) == 30


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["commit", "undo"]), max_size=8))
def test_whatever_is_committed_and_undone_the_version_in_use_is_the_last_one_not_undone(acts, tmp_path_factory):
    store = OwnStore(tmp_path_factory.mktemp("w"), ORGANISATION)
    stack: list[int] = []
    for number, act in enumerate(acts):
        if act == "commit":
            stack.append(store.commit(checked(number), by="a", at=AT).number)
        elif stack:
            store.undo("klachten", by="a", at=AT)
            stack.pop()
    assert [one.version.number for one in store.current()] == stack[-1:]
    assert len(store.versions("klachten")) == acts.count("commit")


FAULTY = [["BU03440112", 2024, "veel"]]


def with_fault():
    good = inspect_upload("klachten.csv", csv_of(HEADER, [["BU03440111", 2024, 30]]), catalogue=CATALOGUE)
    content = csv_of(HEADER, [["BU03440111", 2024, 30], *FAULTY])
    return check(inspect_upload("klachten.csv", content, catalogue=CATALOGUE), good.suggestion, catalogue=CATALOGUE)


def test_rows_with_a_fault_are_left_out_only_if_somebody_chose_that_and_the_source_says_so(store):
    with pytest.raises(FaultyRowsError) as caught:
        store.commit(with_fault(), by="a", at=AT)
    said = caught.value.message("nl")
    assert said.startswith(
        "In 1 van de 2 rijen zit een fout; de eerste: Regel 3, kolom 'Klachten': 'veel' is geen getal."
    )
    assert "Er is niets opgeslagen." in said
    assert not store.folder.exists()
    version = store.commit(with_fault(), by="a", at=AT, accept=Accept.WITHOUT_FAULTS)
    assert (version.accept, version.faulty, version.accepted) == (Accept.WITHOUT_FAULTS, 1, 1)
    (source,) = store.current()[0].warehouse.datasets()[0].sources()
    assert source.note == "1 rijen met een fout zijn overgeslagen"
    assert "veel" in store.report(1)


def test_a_table_of_which_nothing_is_good_is_not_kept(store):
    mapping = checked(1).mapping
    inspection = inspect_upload("klachten.csv", csv_of(HEADER, [["hier", 2024, 3]]), catalogue=CATALOGUE)
    found = check(inspection, mapping, catalogue=CATALOGUE)
    with pytest.raises(NothingAcceptedError, match="None of the 1 rows"):
        store.commit(found, by="a", at=AT, accept=Accept.WITHOUT_FAULTS)
    assert not store.folder.exists()


@pytest.mark.parametrize("breaks", ["write", "sync", "_write_complexes"])
def test_a_disk_that_refuses_half_way_leaves_what_was_there(store, monkeypatch, breaks):
    stock = inspect_upload(
        "bezit 2024.csv", csv_of(STOCK_HEADER, stock_rows(["BU03440111"], count=9)), catalogue=CATALOGUE
    )
    good = check(stock, stock.suggestion, catalogue=CATALOGUE)
    store.commit(good, by="a", at=AT)
    before = snapshot(store)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_tables_version, breaks, refuse)
    with pytest.raises((OwnStoreError, WarehouseWriteError)) as caught:
        store.commit(good, by="b", at=AT)
    assert "niet veranderd" in caught.value.message("nl")
    monkeypatch.undo()
    assert snapshot(store) == before
    assert store.commit(good, by="b", at=AT).number == 2


def test_a_version_that_never_came_into_the_history_is_passed_over(store):
    store.commit(checked(30), by="a", at=AT)
    (store.folder / "versions" / "000002").mkdir()
    assert [one.number for one in store.versions("klachten")] == [1]
    assert store.commit(checked(40), by="a", at=AT).number == 3


def test_two_do_not_write_at_once(store):
    store.commit(checked(30), by="a", at=AT)
    with only_writer(store.folder / "writing.lock"), pytest.raises(WarehouseBusyError):
        store.commit(checked(40), by="b", at=AT)
    assert value_in_use(store) == 30


def test_the_file_of_a_version_must_be_what_was_sent(store):
    store.commit(checked(30), by="a", at=AT)
    (store.folder / "versions" / "000001" / "original").write_bytes(b"iets anders")
    with pytest.raises(OwnStoreError):
        store.original(1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"events": [{}]}'])
def test_a_damaged_history_is_an_error_and_not_an_empty_list(store, text):
    store.commit(checked(30), by="a", at=AT)
    (store.folder / "history.json").write_text(text, "utf-8")
    with pytest.raises(OwnStoreError):
        store.current()


@pytest.mark.parametrize("organisation", ["", "..", "../../etc", "utrecht", ORGANISATION + "/x"])
def test_an_organisation_is_a_uuid_and_never_a_path(tmp_path, organisation):
    with pytest.raises(OrganisationIdError):
        OwnStore(tmp_path, organisation)


def test_organisations_share_nothing(tmp_path):
    mine, theirs = OwnStore(tmp_path, ORGANISATION), OwnStore(tmp_path, OTHER)
    mine.commit(checked(30), by="a", at=AT)
    assert theirs.current() == ()
    assert theirs.history() == ()
    with pytest.raises(UnknownTableError):
        theirs.undo("klachten", by="b", at=AT)


def test_an_unknown_table_or_version_is_met_with_a_suggestion(store):
    store.commit(checked(30), by="a", at=AT)
    with pytest.raises(UnknownTableError, match="Did you mean 'klachten'"):
        store.undo("klacht", by="a", at=AT)
    with pytest.raises(UnknownTableError):
        store.restore("klachten", 9, by="a", at=AT)


def test_one_code_does_not_stand_for_two_figures_of_one_organisation(store):
    store.commit(checked(30), by="a", at=AT)
    other = checked("30,5", name="monitor.csv")
    with pytest.raises(OwnCodeError) as caught:
        store.commit(other, by="a", at=AT)
    assert "hoort al bij een ander cijfer in de tabel 'klachten' (Klachten, aantal)" in caught.value.message("nl")
    assert store.tables() == ("klachten",)


def test_complexes_come_back_as_they_were_accepted(store):
    inspection = inspect_upload(
        "bezit 2024.csv", csv_of(STOCK_HEADER, stock_rows(["BU03440111", "WK034402"], count=50)), catalogue=CATALOGUE
    )
    found = check(inspection, inspection.suggestion, catalogue=CATALOGUE)
    version = store.commit(found, by="a", at=AT)
    assert store.complexes(version.number) == found.complexes
    assert (store.folder / "versions" / "000001" / "complexes.parquet").is_file()


def test_a_version_is_read_back_as_it_was_written(store):
    version = store.commit(checked(30), by="a", at=AT)
    assert OwnStore(store.folder.parents[1], ORGANISATION).version(1) == version
    raw = json.loads((store.folder / "versions" / "000001" / "version.json").read_text("utf-8"))
    assert raw["accept"] == "all"


def take_in(store: OwnStore, name: str, content: bytes) -> None:
    found = inspect_upload(name, content, catalogue=CATALOGUE)
    store.commit(check(found, found.suggestion, catalogue=CATALOGUE), by="x", at=AT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["klachten.csv", "k.xlsx", "../k.csv"]), content=st.binary(max_size=200))
def test_no_bytes_ever_change_what_is_kept(store, name, content):
    if not store.history():
        store.commit(checked(30), by="a", at=AT)
    before = snapshot(store)
    with pytest.raises(VeerkrachtError):
        take_in(store, name, content)
    assert snapshot(store) == before
