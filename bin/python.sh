# Sets PYTHON to a Python that Newsroom runs on, or says what is missing. Sourced by bin/run
# and bin/test.
old='' bare='' found=''
for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
    path=$(command -v "$name" 2>/dev/null) || continue
    version=$("$path" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        old=${old:-"$version at $path"}
    elif ! "$path" -c 'import ensurepip, venv' 2>/dev/null; then
        bare=${bare:-"$version at $path"}
    else
        found=$path
        break
    fi
done
if [ -z "$found" ] && [ -n "$bare" ]; then
    echo "Python $bare has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv) and start again." >&2
    exit 1
elif [ -z "$found" ] && [ -n "$old" ]; then
    echo "Newsroom needs Python 3.11 or newer, and the newest here is $old; install a newer one and start again." >&2
    exit 1
elif [ -z "$found" ]; then
    echo "Newsroom needs Python 3.11 or newer, and there is no Python here; install it and start again." >&2
    exit 1
fi
PYTHON=$found
