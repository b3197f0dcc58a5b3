"""Every parser and every door under broken input: no crash, no hang, no 5xx, no growth (docs/fuzz.md)."""
