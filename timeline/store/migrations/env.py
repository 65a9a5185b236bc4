"""Alembic's entry: run the wanted revisions on the connection and in the transaction of migrate.run()."""

from alembic import context

from timeline.store.schema import metadata

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=metadata,
    version_table=attributes["version_table"],
    render_as_batch=True,
)
context.run_migrations()
