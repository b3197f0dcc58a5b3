"""Signatures and keys, in the libraries' hands."""
