"""What a new connection to the database is told."""

ONE_PROCESS = "SET max_parallel_workers_per_gather = 0"


def keep_to_one_process(connection, **kwargs) -> None:
    """Let PostgreSQL answer each query alone. None of ours reads so much that helpers repay their
    start, and a walk that ends at the first page is walked by all of them far beyond it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ONE_PROCESS)
