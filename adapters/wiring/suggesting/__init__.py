"""A mapping drafted from a partner's own samples: what was found, how surely, what people must decide."""
