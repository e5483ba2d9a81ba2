"""Where files come from: folders, single files, .zip and .tar, within limits."""
