"""The file of a backup: a header, frames of documents, a manifest, a checksum of all of it.

    MAGIC | length, header (JSON) | D length frame … | E length frame | length, manifest | SHA-256

A frame is a collection's name and some of its documents as BSON, compressed, then sealed where
there is a passphrase. Whoever reads one checks the checksum before anything else.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from core.backups.models import FORMAT, Backup, Header, Manifest
from core.backups.sealing import Seal
from core.errors import Refused, reason_of

MAGIC = b"MIMICOM\0BACKUP\n"
DIGEST_BYTES = 32
FRAME_BYTES = 4_000_000
"""Of documents, about, in a frame."""
LARGEST_FRAME = 64_000_000
"""A document has at most 16 MB: what unpacks to more is no frame of ours."""
LARGEST_TEXT = 1_000_000
_CHUNK = 1 << 20
_LENGTH = struct.Struct(">I")
Parsed = TypeVar("Parsed", bound=BaseModel)

CUT = (
    "Ce fichier de sauvegarde est incomplet ou abîmé (sa somme de contrôle ne correspond pas). "
    "Rien n'a été touché : prenez une autre sauvegarde, ou une autre copie de celle-ci."
)
NOT_ONE = "Ce fichier n'est pas une sauvegarde de MimiCom."
NEWER = (
    "Cette sauvegarde a été faite par une version plus récente de MimiCom. "
    "Mettez MimiCom à jour sur cette machine, puis recommencez."
)
LOCKED = "Cette sauvegarde est chiffrée : il faut donner sa phrase secrète."


@dataclass(frozen=True)
class Batch:
    """Some documents of a collection, as BSON, one after the other."""

    collection: str
    documents: bytes


class Writer:
    """Writes a file, frame after frame; `finish` makes it whole."""

    def __init__(self, file: BinaryIO, header: Header, passphrase: str | None) -> None:
        self._file, self._digest = file, hashlib.sha256()
        text = header.model_dump_json().encode()
        self._write(MAGIC + _LENGTH.pack(len(text)) + text)
        self._seal = Seal(header.sealed, passphrase, text) if header.sealed and passphrase else None
        self._counts: dict[str, int] = {}
        self._frames = 0

    def add(self, batch: Batch, count: int) -> None:
        """Write some documents."""
        name = batch.collection.encode()
        body = len(name).to_bytes(1, "big") + name + batch.documents
        frame = zlib.compress(body, 1)
        if self._seal:
            frame = self._seal.close(self._frames, frame)
        self._write(b"D" + _LENGTH.pack(len(frame)) + frame)
        self._frames += 1
        self.note(batch.collection, count)

    def note(self, collection: str, count: int = 0) -> None:
        """Count a collection, an empty one too."""
        self._counts[collection] = self._counts.get(collection, 0) + count

    def finish(self) -> Manifest:
        """End the file."""
        manifest = Manifest(collections=self._counts, frames=self._frames)
        text = manifest.model_dump_json().encode()
        end = self._seal.close(self._frames, b"", last=True, told=text) if self._seal else b""
        self._write(b"E" + _LENGTH.pack(len(end)) + end)
        self._write(text + _LENGTH.pack(len(text)))
        self._file.write(self._digest.digest())
        return manifest

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)


def examine(path: Path) -> Backup:
    """A file by its header, its manifest and its checksum; what is wrong with it is told within.
    Refused for a file that is cut."""
    size, sha256 = 0, hashlib.sha256()
    header = manifest = None
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            sound = _sound(file, size, sha256)
            header = _header(file)[0]
            if not sound:
                raise Refused(CUT)
            manifest = _manifest(file, size)
    except OSError as error:
        reason = reason_of(error)
        return Backup(path, size, "", None, None, f"Le fichier ne peut pas être lu ({reason}).")
    except Refused as error:
        return Backup(path, size, sha256.hexdigest(), header, manifest, error.message)
    return Backup(path, size, sha256.hexdigest(), header, manifest)


def read(path: Path, passphrase: str | None) -> Iterator[Batch]:
    """The documents of a file that was examined. Refused where it does not open, or ends early."""
    with path.open("rb") as file:
        header, text = _header(file)
        if header.sealed and not passphrase:
            raise Refused(LOCKED)
        seal = Seal(header.sealed, passphrase or "", text) if header.sealed else None
        rank = 0
        while (kind := _exactly(file, 1)) == b"D":
            frame = _exactly(file, _length(file, LARGEST_FRAME))
            yield _batch(seal.open(rank, frame) if seal else frame)
            rank += 1
        if kind != b"E":
            raise Refused(CUT)
        end = _exactly(file, _length(file, LARGEST_TEXT))
        manifest, told = _manifest_text(file, path.stat().st_size)
        if seal:
            seal.open(rank, end, last=True, told=told)
        if manifest.frames != rank:
            raise Refused(CUT)


def documents(batch: Batch) -> Iterator[bytes]:
    """Each document of a batch, as BSON. Refused for a batch that is cut."""
    at, data = 0, batch.documents
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        if size < 5 or at + size > len(data) or data[at + size - 1]:
            raise Refused(CUT)
        yield data[at : at + size]
        at += size


def joined(collection: str, raw: Iterable[bytes]) -> Iterator[tuple[Batch, int]]:
    """Documents put together into batches, with how many each holds."""
    parts: list[bytes] = []
    size = 0
    for one in raw:
        parts.append(one)
        size += len(one)
        if size >= FRAME_BYTES:
            yield Batch(collection, b"".join(parts)), len(parts)
            parts, size = [], 0
    if parts:
        yield Batch(collection, b"".join(parts)), len(parts)


def _batch(frame: bytes) -> Batch:
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(frame, LARGEST_FRAME)
        if unpacking.unconsumed_tail or not unpacking.eof or not body:
            raise Refused(CUT)
        named = 1 + body[0]
        return Batch(body[1:named].decode("ascii"), body[named:])
    except (zlib.error, UnicodeDecodeError) as error:
        raise Refused(CUT) from error


def _sound(file: BinaryIO, size: int, whole: "hashlib._Hash") -> bool:
    """Whether the checksum is that of what stands before it; `whole` becomes that of the file."""
    left = size - DIGEST_BYTES
    inner = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        inner.update(chunk)
        whole.update(chunk)
        left -= len(chunk)
    tail = file.read()
    whole.update(tail)
    file.seek(0)
    return tail == inner.digest()


def _header(file: BinaryIO) -> tuple[Header, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise Refused(NOT_ONE)
    text = _exactly(file, _length(file, LARGEST_TEXT))
    try:
        told = json.loads(text)["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(CUT) from error
    if isinstance(told, int) and told > FORMAT:
        raise Refused(NEWER)
    return _parsed(Header, text), text


def _manifest(file: BinaryIO, size: int) -> Manifest:
    return _manifest_text(file, size)[0]


def _manifest_text(file: BinaryIO, size: int) -> tuple[Manifest, bytes]:
    file.seek(max(0, size - DIGEST_BYTES - _LENGTH.size))
    length = _length(file, LARGEST_TEXT)
    file.seek(max(0, size - DIGEST_BYTES - _LENGTH.size - length))
    text = _exactly(file, length)
    return _parsed(Manifest, text), text


def _parsed(kind: type[Parsed], text: bytes) -> Parsed:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise Refused(CUT) from error


def _length(file: BinaryIO, most: int) -> int:
    length: int = _LENGTH.unpack(_exactly(file, _LENGTH.size))[0]
    if length > most:
        raise Refused(CUT)
    return length


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise Refused(CUT)
    return data
