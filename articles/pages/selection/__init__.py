"""A reader's own selection of articles."""
