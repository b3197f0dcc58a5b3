"""What a partner may do in its home: drop into `in`, fetch from `out`, read `ack`; and nothing else."""

from __future__ import annotations

import asyncio
import os
import posixpath
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
from asyncssh import SFTPFailure, SFTPNoSuchFile, SFTPPermissionDenied

from adapters.sftp_home.layout import ACK, FETCHED, IN, NAME_BYTES_MAX, OUT, sync
from core.hub.contracts import Contract
from gateway.sftp import uploads
from gateway.sftp.denied import FilesAlone
from gateway.sftp.sharing import Shared
from gateway.sftp.uploads import CUT, SYNC_BYTES, Reading, Upload, descriptor_of

READ, WRITE, APPEND, CREATE, TRUNCATE, EXCLUSIVE = 1, 2, 4, 8, 16, 32
OPEN_MAX = 64
# What a name on the disk may have.
NAME_BYTES_HELD = 255


class HomeFiles(FilesAlone):
    """The session of one partner; what it does is done in this process's loop, in short steps."""

    def __init__(
        self, chan: asyncssh.SSHServerChannel[bytes], home: Path, contract: Contract, shared: Shared
    ) -> None:
        """shared: with every other session of this partner."""
        super().__init__(chan, chroot=os.fsencode(home))
        self._shared = shared
        self._home = home
        self._drops = {f"/{IN}/{drop.folder}".rstrip("/"): drop for drop in contract.drops}
        shared.usage.limits = contract.home
        self._open: set[Upload] = set()
        self._reading: set[Reading] = set()
        self._over = False

    # -- looking -------------------------------------------------------------------------------------------

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        with os.scandir(self._real(path)) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if not entry.name.startswith("."):
                    attrs = asyncssh.SFTPAttrs.from_local(entry.stat(follow_symlinks=False))
                    yield asyncssh.SFTPName(os.fsencode(entry.name), attrs=attrs)

    def stat(self, path: bytes) -> os.stat_result:
        return os.lstat(self._real(path))

    def lstat(self, path: bytes) -> os.stat_result:
        return os.lstat(self._real(path))

    def fstat(self, file_obj: object) -> os.stat_result:
        return os.fstat(descriptor_of(file_obj))

    # -- reading and writing -------------------------------------------------------------------------------

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        real = self._real(path)
        if self._over:
            raise SFTPFailure("a file of this session could not be kept; sign in anew")
        if len(self._open) + len(self._reading) >= OPEN_MAX:
            raise SFTPFailure(f"you have {OPEN_MAX} files open; close some")
        if not pflags & (WRITE | APPEND):
            reading = Reading(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
            self._reading.add(reading)
            return reading
        self._require_drop(path)
        refused = self._shared.usage.begin(another=not real.exists())
        if refused:
            raise SFTPFailure(refused)
        with uploads.LOCK:
            self._require_unreleased(real)
            if not pflags & TRUNCATE:
                # Behind bytes that may be lost nothing is written: that would hide it.
                self._require_kept(real)
            before = uploads.state_of(real)
            uploads.begin(real)
            try:
                descriptor = os.open(real, _flags(pflags), 0o600)
            except OSError:
                uploads.mark_again(real, before)
                raise
        size, appends = os.fstat(descriptor).st_size, bool(pflags & APPEND)
        upload = Upload(path=real, descriptor=descriptor, size=size, appends=appends)
        self._shared.cut.discard(real)
        self._open.add(upload)
        self._shared.writing.add(upload)
        return upload

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        return os.pread(descriptor_of(file_obj), size, offset)

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        if not isinstance(file_obj, Upload):
            raise SFTPPermissionDenied("it is open to be read")
        if file_obj.over:
            raise SFTPPermissionDenied("it was renamed meanwhile, and so released")
        if file_obj.failed or file_obj.closed:
            # Else what comes after a hole would hide that there is one.
            raise SFTPFailure("a write of it failed before; open it anew")
        # Who appends writes behind what is there, wherever its program thinks that is.
        offset = file_obj.size if file_obj.appends else offset
        grown = max(0, offset + len(data) - file_obj.size)
        refused = self._shared.usage.grow(grown) or self._too_large(file_obj, grown)
        if refused:
            self._fail(file_obj)
            raise SFTPFailure(refused)
        try:
            uploads.write(file_obj, offset, data)
            if file_obj.unsynced >= SYNC_BYTES:
                file_obj.unsynced = 0
                await asyncio.to_thread(uploads.sync, file_obj)
        except OSError:
            self._fail(file_obj)
            raise
        return len(data)

    def close(self, file_obj: object) -> None:
        if isinstance(file_obj, Reading):
            self._reading.discard(file_obj)
            file_obj.close()
            return
        if not isinstance(file_obj, Upload) or file_obj.closed:
            return
        try:
            self._let_go(file_obj)
        except OSError:
            # It is not known which bytes are lost: of what else is open here nothing is whole either.
            self._over = True
            self._fail(file_obj)
            self._end()
            raise
        # When the line breaks all files are closed too, and then `exit` follows before anything else does.
        asyncio.get_running_loop().call_soon(self._closed, file_obj)

    def _let_go(self, upload: Upload) -> None:
        self._open.discard(upload)
        self._shared.writing.discard(upload)
        uploads.close(upload)

    def _end(self) -> None:
        """Of a session that goes no further everything is closed; what was being written stays cut off."""
        for upload in list(self._open):
            try:
                self._let_go(upload)
            except OSError:
                self._fail(upload)
        for reading in self._reading:
            reading.close()
        self._reading.clear()

    def _fail(self, upload: Upload) -> None:
        self._shared.cut.add(upload.path)
        uploads.fail(upload)

    def exit(self) -> None:
        self._over = True

    def _closed(self, upload: Upload) -> None:
        if not (self._over or upload.failed or upload.over) and upload.path.exists():
            uploads.end(upload.path)

    # -- names ---------------------------------------------------------------------------------------------

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Releases what was written under another name; never over what is there."""
        self._require_drop(oldpath)
        self._require_drop(newpath)
        old, new = self._real(oldpath), self._real(newpath)
        if old.parent != new.parent:
            raise SFTPPermissionDenied("a file is renamed within its folder")
        self._require_unreleased(old)
        if any(upload.path == old for upload in self._open):
            raise SFTPFailure("it is still open; close it first")
        self._require_kept(old)
        if new.exists():
            raise SFTPFailure(f"{new.name} is there, and nothing that was released is written over")
        for upload in self._shared.writing:
            # A session whose line is dead may still hold it open.
            upload.over = upload.over or upload.path == old
        # A process that died may have left a mark of a file that is no more: it is none of this one.
        uploads.unmark(new)
        old.rename(new)
        uploads.unmark(old)
        sync(new.parent)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.rename(oldpath, newpath)

    def remove(self, path: bytes) -> None:
        """What was fetched from `out` is kept apart for a while; of `in` only what is not released yet."""
        real = self._real(path)
        if not stat.S_ISREG(os.lstat(real).st_mode):
            raise SFTPPermissionDenied("only files are removed")
        area = real.relative_to(self._home).parts[0]
        if area == OUT:
            real.rename(self._home / FETCHED / real.name)
        elif area == ACK:
            real.unlink()
        else:
            self._require_drop(path)
            self._require_unreleased(real)
            real.unlink()
            uploads.unmark(real)
            self._shared.cut.discard(real)

    def fsync(self, file_obj: object) -> None:
        if isinstance(file_obj, Upload):
            uploads.sync(file_obj)

    # -- rules ---------------------------------------------------------------------------------------------

    def _real(self, path: bytes) -> Path:
        """The path in our home. What is ours alone is not there for a partner."""
        try:
            names = _absolute(path).decode("utf-8").split("/")[1:]
        except UnicodeDecodeError:
            raise SFTPNoSuchFile("names are UTF-8 here") from None
        # Our answer to a name is longer than it.
        most = NAME_BYTES_MAX if names[0] == IN else NAME_BYTES_HELD
        for name in names:
            if name.startswith(".") or len(name.encode()) > most or not name.isprintable():
                raise SFTPNoSuchFile(f"no such name: at most {most} bytes, no dot first, printable")
        return self._home.joinpath(*[name for name in names if name])

    def _require_drop(self, path: bytes) -> None:
        folder = posixpath.dirname(_absolute(path)).decode("utf-8", "replace")
        if folder not in self._drops:
            raise SFTPPermissionDenied(f"files are dropped into {', '.join(self._drops) or 'no folder'} here")

    def _require_unreleased(self, real: Path) -> None:
        if real.exists() and not uploads.is_part(real) and not uploads.state_of(real):
            raise SFTPPermissionDenied(f"{real.name} was released; it stays as it is")

    def _require_kept(self, real: Path) -> None:
        if (real in self._shared.cut and real.exists()) or uploads.state_of(real) == CUT:
            raise SFTPFailure(f"a write of {real.name} failed; send it again from its start")

    def _too_large(self, upload: Upload, grown: int) -> str:
        folder = f"/{upload.path.parent.relative_to(self._home).as_posix()}"
        most = self._drops[folder].bytes_max
        return f"at most {most} bytes a file are taken here" if upload.size + grown > most else ""


def _absolute(path: bytes) -> bytes:
    return posixpath.normpath(b"/" + path.lstrip(b"/"))


def _flags(pflags: int) -> int:
    flags = os.O_RDWR if pflags & READ else os.O_WRONLY
    flags |= os.O_CREAT if pflags & CREATE else 0
    flags |= os.O_TRUNC if pflags & TRUNCATE else 0
    flags |= os.O_EXCL if pflags & EXCLUSIVE else 0
    return flags | os.O_NOFOLLOW | os.O_CLOEXEC
