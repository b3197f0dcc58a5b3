"""Programs that stand for the outside world: they can be late, silent, wrong, and contradict themselves."""
