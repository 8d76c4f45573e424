"""The front page as editors arrange it: its layout, the verbs that change it, its words."""
