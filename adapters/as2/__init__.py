"""AS2 (RFC 4130): documents over HTTP, signed, encrypted, compressed, each answered by a signed receipt."""
