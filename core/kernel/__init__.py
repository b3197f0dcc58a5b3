"""Money, quantities, ids, the clock and the four errors: what every room stands on; it knows nobody."""
