"""fetch_images: the only part of the archive that asks other machines for anything (docs/pictures.md).

Nothing that answers a web request may import `fetching`, `network` or `running` from here; import-linter sees to it.
"""
