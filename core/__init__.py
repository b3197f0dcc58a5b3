"""What the house is about: money, goods and messages, knowing nobody outside."""
