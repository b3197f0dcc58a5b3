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
from gateway.sftp.quota import Usage
from gateway.sftp.uploads import CLOSED, OPEN, SYNC_BYTES, Upload

READ, WRITE, APPEND, CREATE, TRUNCATE, EXCLUSIVE = 1, 2, 4, 8, 16, 32
OPEN_MAX = 64


class HomeFiles(asyncssh.SFTPServer):
    """The session of one partner; what it does is done in this process's loop, in short steps."""

    def __init__(
        self, chan: asyncssh.SSHServerChannel[bytes], home: Path, contract: Contract, writing: set[Upload]
    ) -> None:
        """writing: what any session has open to write; what is renamed none of them writes any more."""
        super().__init__(chan, chroot=os.fsencode(home))
        self._writing = writing
        self._reading = 0
        self._home = home
        self._drops = {f"/{IN}/{drop.folder}".rstrip("/"): drop for drop in contract.drops}
        self._usage = Usage(home, contract.home)
        self._open: set[Upload] = set()
        # What a full disk cut off: it gets no other name before it was written anew.
        self._cut: set[Path] = set()
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
        return os.fstat(_descriptor(file_obj))

    def format_user(self, uid: int | None) -> str:
        return "partner"

    def format_group(self, gid: int | None) -> str:
        return "partner"

    # -- reading and writing -------------------------------------------------------------------------------

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        real = self._real(path)
        if len(self._open) + self._reading >= OPEN_MAX:
            raise SFTPFailure(f"you have {OPEN_MAX} files open; close some")
        if not pflags & (WRITE | APPEND):
            reading = _Reading(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
            self._reading += 1
            return reading
        self._require_drop(path)
        refused = self._usage.begin(another=not real.exists())
        if refused:
            raise SFTPFailure(refused)
        with uploads.LOCK:
            self._require_unreleased(real)
            before = uploads.state_of(real)
            uploads.mark(real, OPEN)
            try:
                descriptor = os.open(real, _flags(pflags), 0o600)
            except OSError:
                uploads.mark_again(real, before)
                raise
        size, appends = os.fstat(descriptor).st_size, bool(pflags & APPEND)
        upload = Upload(path=real, descriptor=descriptor, size=size, appends=appends)
        self._cut.discard(real)
        self._open.add(upload)
        self._writing.add(upload)
        return upload

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        return os.pread(_descriptor(file_obj), size, offset)

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        if not isinstance(file_obj, Upload):
            raise SFTPPermissionDenied("it is open to be read")
        if file_obj.over:
            raise SFTPPermissionDenied("it was renamed meanwhile, and so released")
        if file_obj.failed:
            # Else what comes after a hole would hide that there is one.
            raise SFTPFailure("a write of it failed before; open it anew")
        # Who appends writes behind what is there, wherever its program thinks that is.
        offset = file_obj.size if file_obj.appends else offset
        grown = max(0, offset + len(data) - file_obj.size)
        refused = self._usage.grow(grown) or self._too_large(file_obj, grown)
        if refused:
            self._fail(file_obj)
            raise SFTPFailure(refused)
        try:
            uploads.write(file_obj, offset, data)
            if file_obj.unsynced >= SYNC_BYTES:
                file_obj.unsynced = 0
                await asyncio.to_thread(os.fdatasync, file_obj.descriptor)
        except OSError:
            self._fail(file_obj)
            raise
        return len(data)

    def close(self, file_obj: object) -> None:
        if not isinstance(file_obj, Upload):
            os.close(_descriptor(file_obj))
            self._reading -= 1
            return
        self._open.discard(file_obj)
        self._writing.discard(file_obj)
        uploads.close(file_obj)
        # When the line breaks all files are closed too, and then `exit` follows before anything else does.
        asyncio.get_running_loop().call_soon(self._closed, file_obj)

    def _fail(self, upload: Upload) -> None:
        upload.failed = True
        self._cut.add(upload.path)

    def exit(self) -> None:
        self._over = True

    def _closed(self, upload: Upload) -> None:
        if not (self._over or upload.failed or upload.over) and upload.path.exists():
            uploads.mark(upload.path, CLOSED)

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
        if old in self._cut:
            raise SFTPFailure(f"a write of {old.name} failed; send it again")
        if new.exists():
            raise SFTPFailure(f"{new.name} is there, and nothing that was released is written over")
        for upload in self._writing:
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

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Times and rights of a file are ours; programs ask for them by habit, and go on."""
        if attrs.size is not None:
            raise SFTPPermissionDenied("a file is written anew, not shortened")

    def lsetstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        self.setstat(b"", attrs)

    def fsync(self, file_obj: object) -> None:
        try:
            os.fdatasync(_descriptor(file_obj))
        except OSError:
            # The disk says it once: the next one would hear that all is well.
            if isinstance(file_obj, Upload):
                self._fail(file_obj)
            raise

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        raise SFTPPermissionDenied("the folders of your home are those of your contract")

    def rmdir(self, path: bytes) -> None:
        raise SFTPPermissionDenied("the folders of your home are those of your contract")

    def readlink(self, path: bytes) -> bytes:
        raise SFTPPermissionDenied("there are no links here")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        raise SFTPPermissionDenied("there are no links here")

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        raise SFTPPermissionDenied("there are no links here")

    def statvfs(self, path: bytes) -> os.statvfs_result:
        raise asyncssh.SFTPOpUnsupported("your limits stand in your contract")

    def fstatvfs(self, file_obj: object) -> os.statvfs_result:
        raise asyncssh.SFTPOpUnsupported("your limits stand in your contract")

    def open56(self, path: bytes, desired_access: int, flags: int, attrs: asyncssh.SFTPAttrs) -> object:
        raise asyncssh.SFTPOpUnsupported("version 3 is spoken here")

    # -- rules ---------------------------------------------------------------------------------------------

    def _real(self, path: bytes) -> Path:
        """The path in our home. What is ours alone is not there for a partner."""
        try:
            names = _absolute(path).decode("utf-8").split("/")[1:]
        except UnicodeDecodeError:
            raise SFTPNoSuchFile("names are UTF-8 here") from None
        for name in names:
            if name.startswith(".") or len(name.encode()) > NAME_BYTES_MAX or not name.isprintable():
                raise SFTPNoSuchFile(f"no such name: at most {NAME_BYTES_MAX} bytes, no dot first, printable")
        return self._home.joinpath(*[name for name in names if name])

    def _require_drop(self, path: bytes) -> None:
        folder = posixpath.dirname(_absolute(path)).decode("utf-8", "replace")
        if folder not in self._drops:
            raise SFTPPermissionDenied(f"files are dropped into {', '.join(self._drops) or 'no folder'} here")

    def _require_unreleased(self, real: Path) -> None:
        if real.exists() and not uploads.is_part(real) and not uploads.state_of(real):
            raise SFTPPermissionDenied(f"{real.name} was released; it stays as it is")

    def _too_large(self, upload: Upload, grown: int) -> str:
        folder = f"/{upload.path.parent.relative_to(self._home).as_posix()}"
        most = self._drops[folder].bytes_max
        return f"at most {most} bytes a file are taken here" if upload.size + grown > most else ""


class _Reading:
    """A file that is open to be read."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor


def _descriptor(file_obj: object) -> int:
    if not isinstance(file_obj, _Reading | Upload):
        raise asyncssh.SFTPInvalidHandle("there is no such file open")
    return file_obj.descriptor


def _absolute(path: bytes) -> bytes:
    return posixpath.normpath(b"/" + path.lstrip(b"/"))


def _flags(pflags: int) -> int:
    flags = os.O_RDWR if pflags & READ else os.O_WRONLY
    flags |= os.O_CREAT if pflags & CREATE else 0
    flags |= os.O_TRUNC if pflags & TRUNCATE else 0
    flags |= os.O_EXCL if pflags & EXCLUSIVE else 0
    return flags | os.O_NOFOLLOW | os.O_CLOEXEC
