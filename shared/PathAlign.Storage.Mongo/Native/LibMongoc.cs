using System.Reflection;
using System.Runtime.InteropServices;

namespace PathAlign.Storage.Mongo.Native;

/// <summary>The functions of libmongoc 1.x and libbson 1.x that one command needs.</summary>
internal static unsafe partial class LibMongoc
{
    /// <summary>Size and alignment of a <c>bson_t</c>.</summary>
    internal const int BsonBytes = 128;

    private const string Mongoc = "mongoc-1.0";
    private const string Bson = "bson-1.0";
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <exception cref="DllNotFoundException">The library is not on this machine.</exception>
    internal static void Require() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(LibMongoc).Assembly, Resolve);
        mongoc_init();
        mongoc_log_set_handler(0, 0);   // it would write to standard error; what matters comes back as an error
        return true;
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library is not (Mongoc or Bson)) return 0;
        foreach (var name in (string[])[$"lib{library}.so.0", $"lib{library}.dylib", library])
            if (NativeLibrary.TryLoad(name, assembly, path, out var handle))
                return handle;
        throw new DllNotFoundException($"MongoDB's C driver: expected lib{library}.so.0 on this machine, found none; on Debian: apt-get install libmongoc-1.0-0");
    }

    [LibraryImport(Mongoc)]
    private static partial void mongoc_init();

    [LibraryImport(Mongoc)]
    private static partial void mongoc_log_set_handler(nint handler, nint data);

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint mongoc_uri_new_with_error(string uri, BsonError* error);

    [LibraryImport(Mongoc)]
    internal static partial void mongoc_uri_destroy(nint uri);

    [LibraryImport(Mongoc)]
    internal static partial nint mongoc_client_pool_new_with_error(nint uri, BsonError* error);

    [LibraryImport(Mongoc)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool mongoc_client_pool_set_error_api(nint pool, int version);

    [LibraryImport(Mongoc)]
    internal static partial nint mongoc_client_pool_pop(nint pool);

    [LibraryImport(Mongoc)]
    internal static partial void mongoc_client_pool_push(nint pool, nint client);

    [LibraryImport(Mongoc)]
    internal static partial void mongoc_client_pool_destroy(nint pool);

    /// <summary>Writes a <c>bson_t</c> to <paramref name="reply"/> in every case; it has to be destroyed.</summary>
    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool mongoc_client_command_simple(nint client, string database, nint command, nint readPreference, void* reply, BsonError* error);

    [LibraryImport(Bson)]
    internal static partial nint bson_new_from_json(byte* json, nint length, BsonError* error);

    [LibraryImport(Bson)]
    internal static partial byte* bson_as_canonical_extended_json(void* bson, nuint* length);

    [LibraryImport(Bson, StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool bson_has_field(void* bson, string key);

    [LibraryImport(Bson)]
    internal static partial void bson_destroy(void* bson);

    [LibraryImport(Bson)]
    internal static partial void bson_free(void* memory);
}
