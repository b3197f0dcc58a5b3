"""What secures a contract: prices, values, lines and floors."""
