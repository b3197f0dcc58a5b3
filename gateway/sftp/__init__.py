"""The SFTP door: partners drop and fetch files in homes of their own, by their keys."""
