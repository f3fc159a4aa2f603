#!/bin/sh
# Starts the assistant from a double click, on Linux; the start with the computer, the icons and
# the macOS starter use it, too.
# What goes wrong is told in plain words, and stays to be read.

folder=$(cd "$(dirname "$0")" && pwd)

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    # The one of the set-up first: with another it would have to be made again.
    of_the_set_up=$(sed -n 's/^executable = //p' "$folder/.venv/pyvenv.cfg" 2>/dev/null)
    if [ -n "$of_the_set_up" ] && is_new_enough "$of_the_set_up"; then
        echo "$of_the_set_up"
        return
    fi
    # The one of macOS comes last: without Apple's tools it only opens a window that offers them.
    for python in \
        /Library/Frameworks/Python.framework/Versions/Current/bin/python3 \
        /opt/homebrew/bin/python3 /usr/local/bin/python3 \
        python3 python3.15 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3
    do
        if is_new_enough "$python"; then
            echo "$python"
            return
        fi
    done
}

tell() {
    echo
    echo "$1"
    if [ -t 0 ]; then
        printf 'Press Enter to close this. '
        read -r _
    elif command -v zenity >/dev/null 2>&1; then
        zenity --info --no-markup --title "ALS assistant" --text "$1" 2>/dev/null
    elif command -v kdialog >/dev/null 2>&1; then
        kdialog --title "ALS assistant" --msgbox "$1" 2>/dev/null
    elif command -v xmessage >/dev/null 2>&1; then
        xmessage "$1" 2>/dev/null
    fi
}

python=$(find_python)
if [ -z "$python" ]; then
    tell "The assistant needs Python 3.11 or newer, and this computer has none. Get it from python.org/downloads, or from your system's own programs, then try again."
    exit 1
fi
if [ -t 2 ]; then
    "$python" "$folder/start.py" "$@" && exit 0
    tell "The assistant did not start, or ended with a fault. The lines above say why."
else
    # Nobody sees the lines of a start without a terminal, so the last one is shown.
    said=$("$python" "$folder/start.py" "$@" 2>&1) && exit 0
    tell "The assistant did not start, or ended with a fault. $(printf '%s\n' "$said" | tail -n 1)"
fi
exit 1
