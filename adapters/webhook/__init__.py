"""Webhooks: what we tell partners' servers, signed, one POST a send."""
