"""How fast Routebook is, always against something else in the same run. See ``__main__``."""
