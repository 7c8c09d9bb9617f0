"""Each use of the database that MongoDB documents differently from the embedded server, and why.

What is written as below works on both; whoever changes one of these files reads its line first.
`make test MONGODB_URI=…` runs the tests on another server.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Differing:
    """One difference."""

    where: str
    embedded: str
    mongodb: str


DIFFERENCES = (
    Differing(
        "core/database.py",
        "a snapshot is a transaction, which has no limit of time and keeps nobody waiting; known by"
        " buildInfo, so that the embedded server works too where MONGODB_URI names it",
        "a snapshot session, which lasts some minutes; a transaction ends after 60 seconds",
    ),
    Differing(
        "core/database.py",
        "a collection that never held anything can't be deleted from: made by a first document",
        "collections are made by their first write, or by createIndexes",
    ),
    Differing(
        "core/embedded/sessions.py",
        "the transaction of a client that was killed stays open: the living end its session",
        "the server ends it within a minute",
    ),
    Differing(
        "core/embedded/commits.py",
        "a server that is started again knows nothing of the commits of the one before: each "
        "transaction leaves a mark, which tells whether it was done",
        "a commit that is asked for again is answered by what became of it",
    ),
    Differing(
        "core/accounts/store.py",
        "the old value of an updated unique field stays taken (docs/decisions/0017): the document "
        "is deleted and inserted; upserts made at once may not say what came of them",
        "an update frees the old value; upserts that meet raise a duplicate key",
    ),
    Differing(
        "core/backups/loading.py",
        "renaming a collection copies it, document by document",
        "one step; on a sharded cluster it would gather the collection on one shard",
    ),
    Differing(
        "core/prospects/store.py",
        "an index serves only a query that it covers whole; a sort reads everything: fields are "
        "combined beforehand, and what is left is a second $match",
        "the planner uses a prefix, and takes both $match for one",
    ),
    Differing(
        "core/prospects/paging.py",
        "all records are counted by estimated_document_count, which is exact and four times as "
        "fast; the first by name are read up to a name, since a limit is not pushed down to a sort",
        "count_documents; the index on names gives their order, the bound does no harm",
    ),
    Differing(
        "core/prospects/rekeying.py",
        "transactions of many changes of index entries stall: 250 records at a time",
        "about 1,000 writes a transaction",
    ),
    Differing(
        "core/embedded/keeper.py",
        "an index is built in one transaction, begun again for ever where the cache is too small"
        ": its limits are raised in WiredTiger.config, and the cache grows with the base",
        "an index of any size is built beside the work of others",
    ),
    Differing(
        "core/embedded/census.py",
        "estimated_document_count reads the collection: it is a count",
        "an estimate of the metadata",
    ),
    Differing(
        "core/embedded/server.py",
        "j:true is ignored: durability is that of WiredTiger.config",
        "majority and j:true are honoured",
    ),
)
