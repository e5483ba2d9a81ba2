"""Log in, log out, change a password."""
