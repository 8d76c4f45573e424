"""What bin/run and bin/test do. All but preparing.py runs before anything is installed.

Only the standard library is used there, and no module of the project outside this package.
"""
