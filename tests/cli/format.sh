#!/bin/sh
# man/vorort-format.5 says of the ops what the program's table says.
. tests/cli/lib.sh
ok "the page agrees with the op table" sh tests/lint/format.sh
exit $failed
