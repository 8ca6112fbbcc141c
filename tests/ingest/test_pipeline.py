"""Files and uploads on their way into the store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from trivium.adapters.errors import DiskFull
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Document, Passage, Query, Scope
from trivium.ingest.limits import Limits
from trivium.ingest.pipeline import ingest_files, ingest_paths, ingest_with
from trivium.ingest.report import Progress, Report, Upload
from trivium.ingest.walk import walk


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "docs" / "leave.md").write_text("# Leave\n\nEvery one has 28 days of leave.\n")
    (tmp_path / "docs" / "deep" / "notes.txt").write_text("The office closes at six.\n")
    return tmp_path / "docs"


async def passages(store: MemoryStore) -> list[Passage]:
    return await store.pending(Scope.owner(), limit=1000)


async def documents(store: MemoryStore) -> list[Document]:
    return await store.documents(Scope.owner())


def changes(report: Report) -> list[str]:
    return [added.change for added in report.documents]


async def test_a_folder_goes_in_whole(store: MemoryStore, folder: Path) -> None:
    report = await ingest_paths([folder], store=store)
    assert [added.document.title for added in report.documents] == ["Leave", "notes"]
    assert await store.search(Query(text="closes at six"), Scope.owner(), limit=1)


async def test_passages_point_at_their_text(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    for passage in await passages(store):
        text = await store.text(Scope.owner(), passage.document_id)
        assert text is not None
        assert text[passage.start : passage.end] == passage.text


async def test_an_unchanged_file_is_not_stored_again(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    before = await store.corpus(Scope.owner())
    report = await ingest_paths([folder], store=store)
    assert changes(report) == ["unchanged", "unchanged"]
    assert await store.corpus(Scope.owner()) == before


async def test_a_changed_file_replaces_its_passages(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    (folder / "leave.md").write_text("# Leave\n\nEvery one has 30 days of leave.\n")
    report = await ingest_paths([folder], store=store)
    assert changes(report) == ["replaced", "unchanged"]
    assert "28 days" not in " ".join(p.text for p in await passages(store))


async def test_new_versions_have_new_passage_ids(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder / "leave.md"], store=store)
    before = {p.id for p in await passages(store)}
    (folder / "leave.md").write_text("# Leave\n\nEvery one has 30 days of leave.\n")
    await ingest_paths([folder / "leave.md"], store=store)
    assert before.isdisjoint({p.id for p in await passages(store)})


async def test_who_may_read_a_document_no_more_finds_it_no_more(
    store: MemoryStore, folder: Path
) -> None:
    await ingest_paths([folder / "leave.md"], store=store)
    report = await ingest_paths([folder / "leave.md"], store=store, groups=["hr"])

    assert changes(report) == ["replaced"]
    assert [document.groups for document in await documents(store)] == [{"hr"}]
    assert await store.documents(Scope()) == []
    assert await store.search(Query(text="leave"), Scope(), limit=9) == []
    assert await store.search(Query(text="leave"), Scope(groups=frozenset({"hr"})), limit=9)


async def test_the_user_named_last_has_the_document(store: MemoryStore, folder: Path) -> None:
    for user in ("ann", "ben", "ben"):
        await ingest_paths([folder / "leave.md"], store=store, user=user)
    assert [document.added_by for document in await documents(store)] == ["ben"]


async def test_one_source_of_two_tenants_is_two_documents(store: MemoryStore, folder: Path) -> None:
    for tenant in ("north", "south"):
        await ingest_paths([folder / "leave.md"], store=store, tenant=tenant)
    for tenant in ("north", "south"):
        assert len(await store.documents(Scope.owner(tenant))) == 1


async def test_prune_removes_what_vanished(store: MemoryStore, folder: Path) -> None:
    first = await ingest_paths([folder], store=store)
    (folder / "leave.md").unlink()
    report = await ingest_paths([folder], store=store, prune=True)
    assert report.removed == (first.documents[0].document.id,)
    assert [document.title for document in await documents(store)] == ["notes"]


async def test_prune_leaves_other_folders_alone(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    await ingest_files([Upload(name="upload.txt", text="Kept.")], store=store)
    (folder / "leave.md").unlink()
    report = await ingest_paths([folder / "deep"], store=store, prune=True)
    assert report.removed == ()


async def test_prune_keeps_a_document_whose_file_broke(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    (folder / "leave.md").write_bytes(b"")
    report = await ingest_paths([folder], store=store, prune=True)
    assert (report.removed, len(report.rejected)) == ((), 1)


async def test_bad_files_are_reported_and_the_rest_goes_in(
    store: MemoryStore, folder: Path
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is a PDF")
    (folder / "empty.txt").write_bytes(b"  \n ")
    report = await ingest_paths([folder], store=store)
    assert len(report.documents) == 2
    assert [Path(r.name).name for r in report.rejected] == ["broken.pdf", "empty.txt"]
    assert all(Path(r.name).name in r.reason and r.reason.endswith(".") for r in report.rejected)


async def test_a_path_that_is_not_there_is_reported(store: MemoryStore, folder: Path) -> None:
    report = await ingest_paths([folder, folder / "gone.txt"], store=store)
    assert "check the path" in report.rejected[0].reason
    assert len(report.documents) == 2


async def test_pictures_in_a_folder_are_passed_over(store: MemoryStore, folder: Path) -> None:
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "logo.svg").write_text("<svg><path d='M 0 0'/></svg>")
    report = await ingest_paths([folder], store=store)
    assert [Path(name).name for name in report.skipped] == ["logo.png", "logo.svg"]
    assert not report.rejected


async def test_a_picture_asked_for_by_name_is_rejected(store: MemoryStore, folder: Path) -> None:
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    report = await ingest_paths([folder / "logo.png"], store=store)
    assert "a PNG picture" in report.rejected[0].reason


async def test_a_file_over_the_limit_is_rejected(store: MemoryStore, folder: Path) -> None:
    (folder / "large.txt").write_text("word " * 50_000)
    report = await ingest_paths([folder], store=store, limits=Limits(file_mb=0.1))
    assert "more than the limit of 0.1 MB" in report.rejected[0].reason
    assert len(report.documents) == 2


async def test_an_upload_of_text_goes_in(store: MemoryStore) -> None:
    report = await ingest_files(
        [Upload(text="# Terms\n\nNet 30.", title="Terms 2026", url="https://example.com/t")],
        store=store,
        groups=["legal"],
    )
    document = report.documents[0].document
    assert (document.title, document.url) == ("Terms 2026", "https://example.com/t")
    assert document.groups == {"legal"}


async def test_texts_without_any_name_stay_apart(store: MemoryStore) -> None:
    await ingest_files([Upload(text="One thing."), Upload(text="Another thing.")], store=store)
    assert len(await documents(store)) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\notes.txt", "notes.txt"),
        ("/etc/\x00\x1b[2Jhosts.txt", "[2Jhosts.txt"),
        ("..", ""),
        ("\udcffname.txt", "name.txt"),
    ],
)
def test_names_of_uploads_lose_their_tricks(name: str, safe: str) -> None:
    assert Upload(name=name).safe_name == safe


async def test_control_characters_and_lone_surrogates_are_replaced(store: MemoryStore) -> None:
    report = await ingest_files(
        [Upload(text="a\x00b \ud800 c", title="t\udcff", source="s\udcff")], store=store
    )
    document = report.documents[0].document
    assert await store.text(Scope.owner(), document.id) == "a b � c"
    assert (document.title, document.source) == ("t�", "s�")


async def test_progress_counts_every_file(store: MemoryStore, folder: Path) -> None:
    seen: list[Progress] = []
    (folder / "empty.txt").write_bytes(b"")
    await ingest_paths([folder], store=store, progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [("words", n, 3) for n in (1, 2, 3)]
    assert seen[-1].remaining_s == 0


async def test_what_was_put_before_a_stop_is_not_done_again(
    store: MemoryStore, folder: Path
) -> None:
    def stop(progress: Progress) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await ingest_paths([folder], store=store, progress=stop)
    report = await ingest_paths([folder], store=store)
    assert changes(report) == ["unchanged", "added"]


async def test_a_community_loader_goes_the_same_way(store: MemoryStore, folder: Path) -> None:
    pytest.importorskip("langchain_community")
    targets = [str(folder / "leave.md"), str(folder / "gone.md")]
    report = await ingest_with("TextLoader", targets, store=store, groups=["hr"])
    assert [added.document.source for added in report.documents] == targets[:1]
    assert [rejected.name for rejected in report.rejected] == targets[1:]


async def test_a_file_that_must_be_saved_otherwise_is_not_passed_over(
    store: MemoryStore, folder: Path
) -> None:
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    report = await ingest_paths([folder], store=store)
    assert "save it as .docx" in report.rejected[0].reason


async def test_a_large_picture_in_a_folder_is_passed_over(store: MemoryStore, folder: Path) -> None:
    (folder / "film.mp4").write_bytes(bytes(200_000))
    report = await ingest_paths([folder], store=store, limits=Limits(file_mb=0.1))
    assert (len(report.skipped), report.rejected) == (1, ())


async def test_an_unchanged_file_is_not_even_read(store: MemoryStore, folder: Path) -> None:
    await ingest_paths([folder], store=store)
    text = Limits(text_mb=0.000001)  # reading anything would now be refused
    assert changes(await ingest_paths([folder], store=store, limits=text)) == ["unchanged"] * 2


async def test_a_new_title_or_address_replaces_an_upload(store: MemoryStore) -> None:
    upload = Upload(name="a.txt", text="Terms.", title="Terms")
    await ingest_files([upload], store=store)
    report = await ingest_files(
        [replace(upload, title="New terms"), replace(upload, url="https://example.com")],
        store=store,
    )
    assert changes(report) == ["replaced", "replaced"]


async def test_a_failing_store_stops_the_ingest_and_what_it_reads_ahead(folder: Path) -> None:
    class Full(MemoryStore):
        async def put(self, *_: object) -> None:
            raise DiskFull("No space is left: free some.")

    with pytest.raises(DiskFull):
        await ingest_paths([folder], store=Full())
    assert len(asyncio.all_tasks()) == 1


def test_files_that_are_not_the_users_own_are_left_out(folder: Path, tmp_path: Path) -> None:
    for name in (".git/config.txt", "node_modules/a.md", "__pycache__/a.py", ".hidden.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    (tmp_path / "secret.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "same.md").symlink_to(folder / "leave.md")
    found = walk([folder])
    assert sorted(file.path.name for file in found.files) == ["leave.md", "notes.txt"]


def test_a_file_given_twice_is_taken_once(folder: Path) -> None:
    assert len(walk([folder, folder / "leave.md", folder / "deep"]).files) == 2


async def test_documents_say_who_added_them_if_somebody_did(
    store: MemoryStore, folder: Path
) -> None:
    await ingest_paths([folder], store=store)
    upload = Upload(name="a.md", text="Of ann.", source="upload/ann/a.md")
    await ingest_files([upload], store=store, user="ann")
    assert {d.added_by for d in await documents(store)} == {"", "ann"}
    assert [d.source for d in await documents(store) if d.added_by] == ["upload/ann/a.md"]
