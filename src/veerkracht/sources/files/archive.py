"""Open zip files without being tricked: size, ratio, number, paths, and no zip inside a zip."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from veerkracht.errors.files import ArchiveError, BrokenFileError, EncryptedFileError
from veerkracht.sources.files.opening import Opened, opened

# The bulk zip of the Leefbaarometer holds some 15 files and about 100 MB unpacked (CSV packs 5 to 15 times).
MAXIMUM_MEMBERS = 2_000
MAXIMUM_BYTES = 2 * 1024**3
MAXIMUM_RATIO = 150
_SMALL = 10 * 1024**2


def guard(archive: zipfile.ZipFile, *, file: str, nested: bool = False) -> None:
    """Check the table of contents of a zip before a byte of it is unpacked.

    Args:
        archive: the opened zip.
        file: how messages name it.
        nested: True for a workbook, which may hold parts that are zips themselves.

    Raises:
        ArchiveError: if it is too large, too many times packed, has odd paths or a zip inside.
        EncryptedFileError: if a member asks for a password.
    """
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MAXIMUM_MEMBERS:
        raise ArchiveError(file=file, found_nl=f"{len(members)} bestanden", found_en=f"{len(members)} files")
    if total > MAXIMUM_BYTES or (total > _SMALL and total / packed > MAXIMUM_RATIO):
        size = f"{total // 2**20} MB"
        raise ArchiveError(
            file=file,
            found_nl=f"uitgepakt {size}, {total // packed} keer zo groot (zipbom)",
            found_en=f"{size} unpacked, {total // packed} times as large (zip bomb)",
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise ArchiveError(
                file=file, found_nl=f"het pad {member.filename!r}", found_en=f"the path {member.filename!r}"
            )
        if member.flag_bits & 1:
            raise EncryptedFileError(file=f"{file}!{member.filename}")
        if not nested and path.suffix.lower() in {".zip", ".7z", ".rar", ".gz", ".tar"}:
            raise ArchiveError(
                file=file,
                found_nl=f"een archief in een archief ({member.filename})",
                found_en=f"an archive in an archive ({member.filename})",
            )


def members(archive_file: Opened) -> list[Opened]:
    """Return the files in a zip, read one by one, in the order of their names.

    Raises:
        ArchiveError, EncryptedFileError: see `guard`.
        BrokenFileError: if the zip is damaged.
    """
    found: list[Opened] = []
    try:
        with zipfile.ZipFile(io.BytesIO(archive_file.payload)) as archive:
            guard(archive, file=archive_file.name)
            for member in sorted(archive.infolist(), key=lambda m: m.filename):
                path = PurePosixPath(member.filename)
                if member.is_dir() or member.file_size == 0 or path.name.startswith((".", "__")):
                    continue
                with archive.open(member) as stream:
                    payload = stream.read(member.file_size + 1)
                name = f"{archive_file.name}!{member.filename}"
                hints = (path.stem, path.parent.name, *archive_file.hints)
                found.append(opened(payload, name=name, folder=None, hints=hints))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BrokenFileError(file=archive_file.name, kind="zip", detail=str(error)[:80]) from error
    return found
