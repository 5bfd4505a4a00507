#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two charlas in a room at a cluster of RabbitMQ, which is started for it: half
# a minute, so not a part of "make check" ("make check-cluster").  Speaks TAP.
python=${PYTHON3:-python3}
here=$(dirname "$0")
unset CHARLA_LIBEXECDIR # charla-mqtt is beside charla
for each in "$python" epmd /usr/lib/rabbitmq/bin/rabbitmq-server \
    "$CHARLA-mqtt"; do
    command -v "$each" >/dev/null 2>&1 && continue
    echo "1..0 # SKIP $each is missing"
    exit 0
done
. "$here/needs-loopback"
exec "$python" -B "$here/test_cluster.py"
