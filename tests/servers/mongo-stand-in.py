#!/usr/bin/python3
"""mongo-stand-in.py [--port N] [--journal FILE]: answers MongoDB's wire protocol over mongomock, for tests where no MongoDB is.

It is not MongoDB. The query language is a third party's imitation (python3-mongomock), all in memory: no transactions, no
pipeline updates, no replica set, no failover, no authentication, no TLS, and no plans (an index changes nothing but what is
unique). It takes one command at a time, so atomicity holds by construction and proves nothing. Read concern, write concern and
time limits are accepted and mean nothing. Figures measured on it say nothing about MongoDB.

It knows the fail point failCommand, a number of times, with errorCode, writeConcernError, closeConnection and
blockTimeMS.

It prints its address and runs until its standard input closes, so it never outlives whoever started it. With --journal every
write is appended to FILE and done again at the next start, so that a test can stop it and find its documents afterwards.
Needs Debian's python3-pymongo (for BSON) and python3-mongomock.
"""
import argparse
import asyncio
import itertools
import os
import struct
import sys

import bson
import mongomock
from bson import SON, Int64
from pymongo.errors import PyMongoError

ORDERED = bson.CodecOptions(document_class=SON)
WRITES = ("insert", "update", "delete", "createindexes", "drop", "dropdatabase")
client = mongomock.MongoClient()
cursors = {}
fail_point = {"times": 0}
cursor_ids = itertools.count(1000)


def ok(**fields):
    return dict(fields, ok=1.0)


def failed(code, message):
    return {"ok": 0.0, "code": code, "errmsg": message}


def batch(name, documents, size, key="firstBatch"):
    size = 101 if size is None else size
    head, tail = documents[:size], documents[size:]
    cursor = next(cursor_ids) if tail else 0
    if tail:
        cursors[cursor] = (name, tail)
    return ok(cursor={key: head, "id": Int64(cursor), "ns": name})


def hello():
    return ok(ismaster=True, isWritablePrimary=True, maxBsonObjectSize=16777216, maxMessageSizeBytes=48000000,
              maxWriteBatchSize=100000, minWireVersion=0, maxWireVersion=17, readOnly=False)


def each_write(command, key, write):
    """Does the writes of a command one after the other and reports the first that fails, as an ordered command does."""
    for index, item in enumerate(command[key]):
        try:
            write(item)
        except (PyMongoError, NotImplementedError) as error:
            return {"writeErrors": [{"index": index, "code": getattr(error, "code", None) or 11000, "errmsg": str(error)}]}
    return {}


def insert(collection, command):
    done = []
    errors = each_write(command, "documents", lambda document: done.append(collection.insert_one(document)))
    return ok(n=len(done), **errors)


def update(collection, command):
    matched = []

    def write(item):
        is_change = next(iter(item["u"]), "").startswith("$")
        how = collection.update_many if item.get("multi") else collection.update_one if is_change else collection.replace_one
        before = collection.find_one(item["q"])
        try:
            matched.append(how(item["q"], item["u"], upsert=item.get("upsert", False)).matched_count)
        except PyMongoError:
            if before is not None:   # mongomock keeps a change that a unique index forbids
                collection._store._documents[before["_id"]] = before
            raise

    errors = each_write(command, "updates", write)
    return ok(n=sum(matched), nModified=sum(matched), **errors)


def delete(collection, command):
    remove = [(collection.delete_one if item.get("limit") else collection.delete_many)(item["q"]) for item in command["deletes"]]
    return ok(n=sum(r.deleted_count for r in remove))


def find(collection, command):
    found = collection.find(command.get("filter", {}), command.get("projection"))
    if command.get("sort"):
        found = found.sort(list(command["sort"].items()))
    if command.get("limit"):
        found = found.limit(abs(command["limit"]))
    return batch(collection.full_name, list(found), command.get("batchSize"))


def aggregate(collection, command):
    return batch(collection.full_name, list(collection.aggregate(command["pipeline"])), command.get("cursor", {}).get("batchSize"))


def create_indexes(collection, command):
    kept = ("name", "unique", "partialFilterExpression")
    for index in command["indexes"]:
        there = collection.index_information().get(index["name"])
        if there and there["key"] != list(index["key"].items()):
            return failed(86, "An existing index has the same name as the requested index: " + index["name"])
        collection.create_index(list(index["key"].items()), **{k: index[k] for k in kept if k in index})
    return ok()


def list_indexes(collection, command):
    return batch(collection.full_name, [dict(i, v=2, name=n, key=SON(i["key"])) for n, i in collection.index_information().items()], None)


COLLECTION_COMMANDS = {"insert": insert, "update": update, "delete": delete, "find": find, "aggregate": aggregate,
                       "createindexes": create_indexes, "listindexes": list_indexes}


def run(command):
    name = next(iter(command))
    low = name.lower()
    database = command.get("$db", "admin")
    if low in ("hello", "ismaster"):
        return hello()
    if low in ("ping", "endsessions"):
        return ok()
    if low == "configurefailpoint":
        fail_point.update(times=command["mode"]["times"], data=command["data"])
        return ok()
    if low == "dropdatabase":
        client.drop_database(database)
        return ok()
    if low == "killcursors":
        for cursor in command["cursors"]:
            cursors.pop(cursor, None)
        return ok()
    if low == "listcollections":
        names = [dict(name=n, type="collection") for n in client[database].list_collection_names()]
        return batch("%s.$cmd.listCollections" % database, names, command.get("cursor", {}).get("batchSize"))
    if low == "getmore":
        if command[name] not in cursors:
            return failed(43, "cursor id %s not found" % command[name])
        return batch(*cursors.pop(command[name]), command.get("batchSize", 1 << 30), "nextBatch")
    if low in COLLECTION_COMMANDS:
        return COLLECTION_COMMANDS[low](client[database][command[name]], command)
    return failed(59, "no such command: '%s'" % name)


def next_fault(command):
    """What the fail point does to this command; nothing to those that it does not name."""
    if fail_point["times"] == 0 or next(iter(command)) not in fail_point["data"]["failCommands"]:
        return {}
    fail_point["times"] -= 1
    return fail_point["data"]


class Server:
    def __init__(self, journal):
        self.journal = None
        if journal and os.path.exists(journal):
            with open(journal, "rb") as lines:
                for command in bson.decode_file_iter(lines, ORDERED):
                    self.answer(command)
        self.journal = open(journal, "ab") if journal else None

    def answer(self, command):
        if self.journal and next(iter(command)).lower() in WRITES:
            self.journal.write(bson.encode(command))
            self.journal.flush()
        try:
            return run(command)
        except PyMongoError as error:
            return failed(getattr(error, "code", None) or 2, str(error))
        except Exception as error:   # what mongomock does not know, it says by any exception
            return failed(238, "%s: %s" % (type(error).__name__, error))

    def answer_query(self, body):
        """OP_QUERY, by which drivers say hello; the answer is an OP_REPLY."""
        start = body.index(0, 4) + 1 + 8
        size = struct.unpack_from("<i", body, start)[0]
        return 1, struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(self.answer(bson.decode(body[start:start + size], ORDERED)))

    async def answer_message(self, body):
        """OP_MSG: a document, and perhaps sequences of documents beside it."""
        end = len(body) - (4 if struct.unpack_from("<I", body)[0] & 1 else 0)
        at, command, sequences = 4, None, {}
        while at < end:
            kind, at = body[at], at + 1
            size = struct.unpack_from("<i", body, at)[0]
            section = body[at:at + size]
            at += size
            if kind == 0:
                command = bson.decode(section, ORDERED)
            else:
                name = section[4:section.index(0, 4)].decode()
                sequences[name] = bson.decode_all(section[4 + len(name) + 1:], ORDERED)
        command.update(sequences)
        return 2013, struct.pack("<IB", 0, 0) + bson.encode(await self.answer_or_fail(command))

    async def answer_or_fail(self, command):
        fault = next_fault(command)
        await asyncio.sleep(fault.get("blockTimeMS", 0) / 1000)
        if fault.get("closeConnection"):
            raise ConnectionError
        if "errorCode" in fault:
            return failed(fault["errorCode"], "failed by the fail point")
        return {**self.answer(command), **{k: v for k, v in fault.items() if k == "writeConcernError"}}

    async def serve(self, reader, writer):
        try:
            while True:
                size, request, _, kind = struct.unpack("<iiii", await reader.readexactly(16))
                body = await reader.readexactly(size - 16)
                kind, reply = self.answer_query(body) if kind == 2004 else await self.answer_message(body)
                writer.write(struct.pack("<iiii", 16 + len(reply), 0, request, kind) + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--journal")
    options = options.parse_args()
    server = await asyncio.start_server(Server(options.journal).serve, "127.0.0.1", options.port)
    print("mongodb://127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)   # connections that wait for a command would hold the loop


asyncio.run(main())
