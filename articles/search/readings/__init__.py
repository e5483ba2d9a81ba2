"""A line read as words, where as it stands it is found nowhere or hardly."""
