"""What is filed under a section of an outlet, and under a tag."""
