"""Run directories: one run each, the same bytes whoever made them, read back as what a study says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.runs.small import PART, PARTS, VIEWS, begun, contents, fence, fence_pilots, finished

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import evaluate, row_of
from goodoffices.play.outcome import by_link, funnel
from goodoffices.play.pilot import outputs
from goodoffices.runs import compacting, part, pilot_file
from goodoffices.runs.checking import repair, verify
from goodoffices.runs.directory import open_run
from goodoffices.runs.errors import RunError
from goodoffices.runs.manifest import read_manifest
from goodoffices.runs.running import Means, carry_on
from goodoffices.runs.summary import shares


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An undisturbed run."""
    return finished(tmp_path_factory.mktemp("whole") / "run").path


def test_parts_hold_the_outputs_of_their_draws(whole: Path) -> None:
    run = open_run(whole)
    for name in VIEWS:
        pilot = fence_pilots()[name]
        expected = outputs(pilot, pilot.ground(pilot.numbers(0, PARTS * PART)))
        frame = pl.concat([file.frame() for file in run.files(name)])
        assert frame["draw"].to_list() == list(range(PARTS * PART))
        for column, values in expected.items():
            assert np.array_equal(frame[column].to_numpy(), values), column


def test_shares_are_those_of_the_draws(whole: Path) -> None:
    answer = shares(open_run(whole))
    assert answer.complete
    assert len(answer.table()) == len(VIEWS) * len(fence().plans)
    assert {"consent", "exists", "found", "delivers", "holds"} <= set(answer.table().columns)
    for name, view in answer.perspectives.items():
        pilot = fence_pilots()[name]
        base = pilot.ground(pilot.numbers(0, PARTS * PART))
        assert view.exists == np.mean(outputs(pilot, base)["zone"] >= -TOLERANCE)
        for key, expected in pilot.fixed.plans.items():
            (line,) = evaluate([row_of(base, fence().plans[key], given=expected[0])], "all")
            links, told = by_link(line, deals(line)), view.plans[key]
            assert vars(told.funnel) == pytest.approx(vars(funnel(links)), abs=1e-7)
            assert told.success == told.funnel.holds and told.binding == told.funnel.binding
            assert told.found == pytest.approx(line.found.mean(), abs=1e-7)
            assert told.se == pytest.approx(np.hypot(share_error(links[-1]), pilot.error(key)), rel=1e-5)


def test_shards_in_any_order_make_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    for shard in (3, 1, 2):
        carry_on(begun(tmp_path / "run"), Means(shard=(shard, 3)))
    assert contents(tmp_path / "run") == contents(whole)


def test_a_run_goes_on_and_may_go_farther(whole: Path, tmp_path: Path) -> None:
    run = begun(tmp_path / "run", 3)
    assert carry_on(run, Means()) == 3
    assert carry_on(run, Means()) == 0
    assert begun(tmp_path / "run", 2).manifest.parts == 3  # it was to go farther
    assert carry_on(begun(tmp_path / "run"), Means()) == PARTS - 3
    assert contents(tmp_path / "run") == contents(whole)


def test_a_directory_never_mixes_two_runs(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"another seed \(1 there, 2 here\)"):
        begun(whole, seed=2)
    with pytest.raises(RunError, match="parts of another size"):
        begun(whole, PARTS, part=2 * PART)
    other = fence().model_copy(update={"horizon": fence().horizon + 1})
    with pytest.raises(RunError, match="another case"):
        begun(whole, case=other)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="other files"):
        begun(tmp_path)
    with pytest.raises(RunError, match="holds no run"):
        open_run(tmp_path)


def test_a_case_that_is_no_runs_is_not_replaced(tmp_path: Path) -> None:
    """A directory is joined without a manifest only where a run of this very case was killed at its start."""
    own = tmp_path / "case.json"
    for content in (b'{"mine": 1}', fence().model_dump_json().encode()):
        own.write_bytes(content)
        with pytest.raises(RunError, match=r"holds no run but other files \(case.json"):
            begun(tmp_path)
        assert own.read_bytes() == content
    own.unlink()
    pilot = tmp_path / "perspective=baseline" / "pilot.npz"
    pilot.parent.mkdir()
    pilot.write_bytes(b"mine")
    with pytest.raises(RunError, match="other files"):
        begun(tmp_path)
    own.write_bytes(fence().model_dump_json(indent=1).encode())
    begun(tmp_path)
    assert pilot.read_bytes() != b"mine"


def test_a_manifest_changed_by_hand_is_refused(whole: Path) -> None:
    text = (whole / "run.json").read_text(encoding="utf-8")
    assert read_manifest(text).text() == text
    for broken in (text.replace('"seed": 1', '"seed": 2'), text[:40], "[]", text.replace('"part"', '"size"')):
        with pytest.raises(RunError):
            read_manifest(broken)


def test_pilots_come_back_from_their_files() -> None:
    for pilot in fence_pilots().values():
        content = pilot_file.encode(pilot)
        again = pilot_file.decode(content, fence(), pilot.shape)
        assert again.digest == pilot.digest
        assert pilot_file.encode(again) == content


def test_a_lost_or_damaged_pilot_is_made_anew(tmp_path: Path) -> None:
    run = begun(tmp_path / "run", 1)
    before = contents(run.path)
    (run.folder("baseline") / "pilot.npz").write_bytes(b"PK damaged")
    (run.folder("ash_view") / "pilot.npz").unlink()
    assert {name: p.digest for name, p in run.pilots().items()} == run.manifest.perspectives
    assert contents(run.path) == before


def test_a_sound_run_is_called_sound(whole: Path) -> None:
    verdict = verify(open_run(whole), 2)
    assert verdict.sound
    assert (verdict.files, verdict.missing) == (2 * PARTS, 0)
    assert verdict.remade == tuple((name, number) for name in VIEWS for number in (0, PARTS - 1))


@pytest.mark.parametrize("at", [10, -200, 2000])
def test_one_flipped_bit_is_found_and_mended(tmp_path: Path, whole: Path, at: int) -> None:
    run = finished(tmp_path / "run")
    victim = run.files("ash_view")[3].path
    content = bytearray(victim.read_bytes())
    content[at] ^= 1
    victim.write_bytes(content)
    with pytest.raises(RunError, match="is damaged"):
        shares(run)
    verdict = verify(run, 0)
    assert [damage.path for damage in verdict.damaged] == [victim]
    assert verdict.missing == 1
    assert repair(verdict) == 1
    assert carry_on(run, Means()) == 1
    assert contents(run.path) == contents(whole)


def test_a_part_with_other_numbers_under_a_true_digest_is_found(tmp_path: Path) -> None:
    """Its digest is right, it says that it is of this run, its content is not what is drawn there."""
    run = finished(tmp_path / "run", 2)
    victim = run.files("baseline")[1]
    forged = part.written(victim.frame().reverse(), PART, victim.origin.label(1, 1))
    (victim.path.parent / part.name_of(forged, 1)).write_bytes(forged)
    victim.path.unlink()
    (damage,) = verify(run, 2).damaged
    assert "comes out otherwise" in damage.why


def test_compacted_runs_say_the_same(tmp_path: Path, whole: Path) -> None:
    run = finished(tmp_path / "run")
    before = shares(run)
    assert compacting.compact(run, 3) == 3 * len(VIEWS)
    assert [(f.first, f.last) for f in run.files("baseline")] == [(0, 2), (3, 5), (6, 7)]
    assert run.missing() == []
    assert carry_on(run, Means()) == 0
    assert verify(run, PARTS).sound
    after = shares(run)
    assert after.table().equals(before.table())
    assert compacting.compact(run, 8) == len(VIEWS)
    assert len(run.files("ash_view")) == 1


def test_a_kill_between_merging_and_removing_loses_and_doubles_nothing(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", 4)
    small = {file.path: file.path.read_bytes() for file in run.files("baseline")}
    before = shares(run)
    compacting.compact(run, 4)
    for path, content in small.items():
        path.write_bytes(content)
    assert len(run.files("baseline")) == 1
    assert shares(run).table().equals(before.table())
    compacting.compact(run, 4)
    assert not any(path.exists() for path in small)


def test_queries(whole: Path) -> None:
    pytest.importorskip("duckdb")
    from goodoffices.runs.querying import query

    run = open_run(whole)
    answer = shares(run)
    rows = query(run, "SELECT perspective, plan, avg(success) FROM plans GROUP BY ALL").rows()
    assert len(rows) == len(VIEWS) * len(fence().plans)
    for name, plan, success in rows:
        assert success == pytest.approx(answer.perspectives[name].plans[plan].success)
    assert query(run, "SELECT count(*) AS n, count(DISTINCT draw) AS m FROM draws").rows() == [(1024, 512)]
    assert query(run, "SELECT 1 AS a, 2 AS a").columns == ["a", "a_2"]
    for wrong in (
        "SELEC 1",
        "SELECT nothing FROM plans",
        "COPY plans TO '/tmp/stolen.csv'",
        "SELECT * FROM '/etc/passwd'",
    ):
        with pytest.raises(RunError, match="DuckDB"):
            query(run, wrong)
