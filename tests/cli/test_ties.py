"""`goodoffices ties import` from the command line: a section alone, or put into a case that stays as it is."""

from __future__ import annotations

from pathlib import Path

from goodoffices.case.reading import check, read
from goodoffices.case.shipped import shipped_paths

TABLE = "who;of_ash\nThe friend of both;10,5\nCentre;20\nStranger;30\n"
COLUMN = ("--candidate", "who", "--column", "of_ash=trade:ash", "--year", "2024")


def test_section_alone(goodoffices) -> None:
    Path("t.csv").write_text(TABLE)
    ran = goodoffices("ties", "import", "t.csv", *COLUMN, "--out", "ties.yaml")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "3 ties (trade) written to ties.yaml\n"
    assert "one way only" in ran.stderr
    Path("one.csv").write_text(TABLE.rsplit("\n", 3)[0] + "\n")
    assert goodoffices("ties", "import", "one.csv", *COLUMN, "--out", "one.yaml").stdout == (
        "1 tie (trade) written to one.yaml\n"
    )
    assert "between: [ash, the_friend_of_both]" in Path("ties.yaml").read_text()


def test_put_into_a_case_which_stays_as_it_is(goodoffices) -> None:
    Path("t.csv").write_text(TABLE.replace("The friend of both", "A mutual friend"))
    fence = shipped_paths()["fence"].read_text(encoding="utf-8")
    Path("fence.yaml").write_text(fence, encoding="utf-8")
    ran = goodoffices("ties", "import", "t.csv", *COLUMN, "--case", "fence.yaml", "--out", "new.yaml")
    assert ran.returncode == 0, ran.stderr
    assert "left out" in ran.stderr and "Stranger" in ran.stderr
    new = Path("new.yaml").read_text(encoding="utf-8")
    kept = [line for line in new.splitlines() if line in fence.splitlines()]
    assert [line for line in kept if line] == [line for line in fence.splitlines() if line]
    assert [tie.between for tie in read("new.yaml").ties.pairs] == [("ash", "friend"), ("ash", "centre")]
    named = goodoffices("ties", "import", "t.csv", *COLUMN, "--case", "fence", "--out", "named.yaml")
    assert named.returncode == 0 and Path("named.yaml").read_text(encoding="utf-8") == new
    again = goodoffices("ties", "import", "t.csv", *COLUMN, "--case", "new.yaml", "--out", "newer.yaml")
    assert again.returncode == 2 and "has ties already" in again.stderr and not Path("newer.yaml").exists()
    replaced = goodoffices("ties", "import", "t.csv", *COLUMN, "--case", "new.yaml", "--replace", "--out", "newer.yaml")
    assert replaced.returncode == 0
    assert Path("newer.yaml").read_text(encoding="utf-8") == new


def test_replacing_keeps_points_and_weights_and_minds_places(goodoffices) -> None:
    Path("t.csv").write_text("who,share,\nA mutual friend,12,\n")
    ties = """ties:
  basis: judgement
  points_per_share: 7
  weights: {trade: 0.5}
  pairs:
    - {between: [ash, centre], kind: trade, shares: [0.2, 0.1]}
    - {between: [birch, centre], kind: trade, shares: [0.3, 0.1]}
"""
    fence = shipped_paths()["fence"].read_text(encoding="utf-8").replace("\nlevers:\n", f"\n{ties}levers:\n")
    Path("case.yaml").write_text(fence, encoding="utf-8")
    options = (
        "--candidate",
        "who",
        "--column",
        "share=trade:ash",
        "--case",
        "case.yaml",
        "--replace",
        "-o",
        "new.yaml",
    )
    ran = goodoffices("ties", "import", "t.csv", *options)
    assert ran.returncode == 0, ran.stderr
    found = check("new.yaml").case
    assert found is not None and found.ties is not None
    assert found.ties.weights["trade"].value == 0.5 and found.ties.points_per_share.value == 7
    assert [tie.between for tie in found.ties.pairs] == [("ash", "friend")]
    # a view that sets a number of ties by its place: named where the place is still there, refused where it is gone
    for place, code in ((0, 0), (1, 2)):
        line = f"      ties.pairs.{place}.shares.0: {{value: 0.5, basis: judgement}}\n"
        assert "    set:\n" in fence
        Path("case.yaml").write_text(fence.replace("    set:\n", f"    set:\n{line}", 1), encoding="utf-8")
        Path("new.yaml").unlink(missing_ok=True)
        ran = goodoffices("ties", "import", "t.csv", *options)
        assert ran.returncode == code, ran.stderr
        assert ("by their place" if code == 0 else "nothing was written") in ran.stderr
        assert Path("new.yaml").exists() == (code == 0)


def test_misuse_is_one_message(goodoffices) -> None:
    Path("t.csv").write_text(TABLE)
    assert "say what stands" in goodoffices("ties", "import", "t.csv", "--out", "x.yaml").stderr
    assert "no such file" in goodoffices("ties", "import", "u.csv", *COLUMN, "--out", "x.yaml").stderr
    assert "no folder" in goodoffices("ties", "import", "t.csv", *COLUMN, "--out", "no/x.yaml").stderr
    wrong = goodoffices("ties", "import", "t.csv", *COLUMN, "--unit", "percnt", "--out", "x.yaml")
    assert (wrong.returncode, Path("x.yaml").exists()) == (2, False)
