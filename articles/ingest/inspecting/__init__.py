"""How an archive would be read, before it is imported. Writes nothing, asks no database."""
