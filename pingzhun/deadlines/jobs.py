"""The job queue besides the worker that empties it.

Jobs are rows written in the transaction that wants them (`task.defer` under Django's connection), so they are rolled back
with it. A worker that dies leaves its jobs behind and they are run again: a task must be safe to repeat.
"""

import json
from datetime import UTC, datetime

from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

AT_ONCE = datetime.fromtimestamp(0, UTC)
DEAD_AFTER = 30  # seconds without a worker's heartbeat, which comes every ten


def rescue(*, now: datetime) -> int:
    """Queue the jobs of dead workers again; return how many. The queue lives by the database's real time, not by `now`."""
    stalled = app.connector.get_sync_connector().execute_query_all(
        query=sql.queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=DEAD_AFTER,
    )
    for job in stalled:
        app.job_manager.retry_job_by_id(job["id"], retry_at=AT_ONCE)
    return len(stalled)


def run_all() -> int:
    """Run what is queued here and now, in this thread and on Django's connection; return how many jobs that was.

    For tests, demo data and stories: no other process is needed. A task's exception comes out of it.
    """
    connector = app.connector.get_sync_connector()
    worker_id = connector.execute_query_one(query=sql.queries["register_worker"])["worker_id"]
    fetch = sql.queries["fetch_job"]
    done = 0
    while (job := connector.execute_query_one(query=fetch, queues=None, worker_id=worker_id))["id"]:
        app.tasks[job["task_name"]](**json.loads(job["args"]))
        connector.execute_query(
            query=sql.queries["finish_job"], job_id=job["id"], status=Status.SUCCEEDED.value, delete_job=True
        )
        done += 1
    connector.execute_query(query=sql.queries["unregister_worker"], worker_id=worker_id)
    return done
