"""Reading the stored originals again, and explaining how one file is read."""
