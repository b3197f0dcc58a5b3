"""What is owed, and when: the arithmetic of loans, in whole minor units and exact fractions."""
