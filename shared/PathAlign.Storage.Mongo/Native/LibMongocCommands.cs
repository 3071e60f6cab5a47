using System.Runtime.InteropServices;
using System.Text;

namespace PathAlign.Storage.Mongo.Native;

/// <summary>Commands through MongoDB's C driver and its connection pool, which watches the servers by itself and finds them again.</summary>
internal sealed unsafe class LibMongocCommands : IMongoCommands, IDisposable
{
    private readonly BlockingCalls _calls;
    private readonly nint _pool;

    /// <exception cref="ArgumentException">The C driver does not accept the connection string.</exception>
    /// <exception cref="DllNotFoundException">The C driver is not on this machine.</exception>
    internal LibMongocCommands(MongoAddress address)
    {
        LibMongoc.Require();
        var error = default(BsonError);
        var uri = LibMongoc.mongoc_uri_new_with_error(address.ConnectionString, &error);
        if (uri == 0) throw new ArgumentException($"MongoDB at {address.Hosts}: expected a connection string that the C driver accepts; it says: {error.Message}");
        _pool = LibMongoc.mongoc_client_pool_new_with_error(uri, &error);
        LibMongoc.mongoc_uri_destroy(uri);
        if (_pool == 0) throw new ArgumentException($"MongoDB at {address.Hosts}: expected a connection string that the C driver accepts; it says: {error.Message}");
        LibMongoc.mongoc_client_pool_set_error_api(_pool, 2);
        _calls = new(address.MaxPoolSize);
    }

    public Task<string> RunAsync(string database, string command, CancellationToken cancel = default) => _calls.RunAsync(() => Run(database, command), cancel);

    public void Dispose()
    {
        _calls.Dispose();
        LibMongoc.mongoc_client_pool_destroy(_pool);
    }

    private string Run(string database, string command)
    {
        var bson = Parse(command);
        var reply = NativeMemory.AlignedAlloc(LibMongoc.BsonBytes, LibMongoc.BsonBytes);
        var client = LibMongoc.mongoc_client_pool_pop(_pool);
        try
        {
            var error = default(BsonError);
            var done = LibMongoc.mongoc_client_command_simple(client, database, bson, 0, reply, &error);
            try
            {
                if (done || LibMongoc.bson_has_field(reply, "ok")) return Text(reply);
                throw error.IsAuthentication ? new StoreRefusedException($"MongoDB: {error.Message}") : new StoreUnavailableException($"MongoDB: {error.Message}");
            }
            finally
            {
                LibMongoc.bson_destroy(reply);
            }
        }
        finally
        {
            LibMongoc.mongoc_client_pool_push(_pool, client);
            NativeMemory.AlignedFree(reply);
            LibMongoc.bson_destroy((void*)bson);
        }
    }

    private static nint Parse(string command)
    {
        var json = Encoding.UTF8.GetBytes(command);
        var error = default(BsonError);
        fixed (byte* start = json)
        {
            var bson = LibMongoc.bson_new_from_json(start, json.Length, &error);
            return bson != 0 ? bson : throw new ArgumentException($"MongoDB: expected a command as extended JSON; the C driver says: {error.Message}");
        }
    }

    private static string Text(void* bson)
    {
        nuint length;
        var text = LibMongoc.bson_as_canonical_extended_json(bson, &length);
        if (text == null) throw new StoreUnavailableException("MongoDB: expected a reply that can be read, found a damaged one");
        try
        {
            return Encoding.UTF8.GetString(text, (int)length);
        }
        finally
        {
            LibMongoc.bson_free(text);
        }
    }
}
