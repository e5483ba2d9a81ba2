"""What every search engine has to do (articles/search/protocol.py), whatever it is made of."""
