"""The partners' door in AS2: documents in, each answered by a signed receipt; receipts for ours."""
