"""What the machine could do at most: the rows that ours writes, made before, brought in without any logic."""
