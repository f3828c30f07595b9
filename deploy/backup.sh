#!/usr/bin/env bash
# Back up one installation: the database, the attachments and, to another place, the keys.
#
#     DATABASE_URL=… PINGZHUN_DATA_DIR=… deploy/backup.sh BACKUP_DIR KEYS_DIR
#
# Without DATABASE_URL the embedded cluster is meant. PG_BINDIR names the directory of a pg_dump that is not older than
# the server. The dump comes first: an attachment is on the disk before its row is committed and never changes, so
# the copy that follows holds every file that the dump speaks of. Attachments in an S3 store are not copied here.
# SNAPSHOT, as pg_export_snapshot() gave it, is dumped instead of the present state: tools/rehearse.py compares with it.
set -euo pipefail
umask 077

backups=${1:?"usage: backup.sh BACKUP_DIR KEYS_DIR"}
keys=${2:?"usage: backup.sh BACKUP_DIR KEYS_DIR"}
root=$(cd "$(dirname "$0")/.." && pwd)
data=${PINGZHUN_DATA_DIR:-$root/.data}
dump=$backups/database-$(date -u +%Y%m%dT%H%M%SZ).dump

mkdir -p "$backups/documents" "$keys"
if [ "$(realpath "$keys")" = "$(realpath "$backups")" ]; then
    echo "The keys belong elsewhere than the database: give another KEYS_DIR." >&2
    exit 2
fi

if [ -n "${DATABASE_URL:-}" ]; then
    "${PG_BINDIR:+$PG_BINDIR/}pg_dump" ${SNAPSHOT:+--snapshot="$SNAPSHOT"} --format=custom --file="$dump.part" "$DATABASE_URL"
    mv "$dump.part" "$dump"
else
    "$root/.venv/bin/python" "$root/tools/pg.py" dump "$dump"
fi

if [ -d "$data/documents" ]; then
    cp -an "$data/documents/." "$backups/documents/"
fi

for key in secret-key ledger-key sealing-key receipt-key; do
    if [ -f "$data/$key" ]; then
        cp -p "$data/$key" "$keys/$key"
    fi
done
echo "$dump"
