"""What nobody may do in a home, whoever he is: folders and links are made by no partner."""

from __future__ import annotations

import os

import asyncssh
from asyncssh import SFTPPermissionDenied


class FilesAlone(asyncssh.SFTPServer):
    """A session that knows files in folders that are there."""

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Times and rights of a file are ours; programs ask for them by habit, and go on."""
        if attrs.size is not None:
            raise SFTPPermissionDenied("a file is written anew, not shortened")

    def lsetstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        self.setstat(b"", attrs)

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

    def format_user(self, uid: int | None) -> str:
        return "partner"

    def format_group(self, gid: int | None) -> str:
        return "partner"
