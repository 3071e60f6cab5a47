using System.Text.Json;
using PathAlign.Files;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Backups;

/// <summary>
/// Saves a home to a folder and makes a home from it. Objects are stored before the documents that name them, and they
/// never change: so a copy of the documents first and of the objects afterwards has every object that is named. The
/// anchors of the audit log come first of all, since the log must have what they name. If a sweep or an erasure removes
/// objects meanwhile, the documents may name what is gone: then both are copied again.
/// </summary>
internal static class HomeBackup
{
    private const string Documents = "documents.db", Objects = "objects", Anchors = "audit-anchors.jsonl";
    private const string Label = "backup.json";
    private const int MostTries = 3;

    /// <summary>
    /// Saves a home, also while a server has it open. A folder with an earlier backup of it gets the changes.
    /// </summary>
    /// <param name="home">The home.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancel">Stops.</param>
    /// <param name="documentsSaved">Runs between the copy of the documents and that of the objects.</param>
    /// <exception cref="InvalidInputException">The home has no documents, an object is damaged, or objects are being
    /// removed all the time.</exception>
    internal static async Task<BackupLabel> SaveAsync(
        string home, string folder, CancellationToken cancel, Func<Task>? documentsSaved = null)
    {
        if (!File.Exists(Path.Combine(home, Documents)))
            throw new InvalidInputException(home, Documents, "expected a home with documents, found none");
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, Label));   // the folder is no backup until it is complete
        for (var tries = 0; tries < MostTries; tries++)
            if (await TryCopyAsync(home, folder, documentsSaved, cancel) is { } label)
            {
                AtomicFile.Write(Path.Combine(folder, Label), JsonSerializer.SerializeToUtf8Bytes(label));
                return label;
            }
        throw new InvalidInputException(
            home,
            Objects,
            "expected objects that stay while they are copied, found that a sweep or an erasure removes them; try " +
                "again when it has ended");
    }

    /// <summary>Makes a home from a backup. Every object is checked against its key.</summary>
    /// <exception cref="InvalidInputException">The folder is no complete backup, an object is missing or damaged, or
    /// the home is in use.</exception>
    internal static async Task<BackupLabel> RestoreAsync(string folder, string home, CancellationToken cancel)
    {
        var label = Read(folder);
        if (Directory.Exists(home) && Directory.EnumerateFileSystemEntries(home).Any())
            throw new InvalidInputException(home, "home", "expected an empty or new folder, found files");
        var objects = new FileObjectStore(Path.Combine(folder, Objects));
        await CheckAsync(objects, label, folder, cancel);
        using var restored = new Home(home);
        await CopyAsync(objects, new FileObjectStore(restored.Objects), cancel);
        if (File.Exists(Path.Combine(folder, Anchors)))
            await CopyAnchorsAsync(folder, home, cancel);
        SqliteBackup.Save(Path.Combine(folder, Documents), restored.Documents);
        return label;
    }

    /// <summary>Copies all; null if an object was removed after the documents were copied.</summary>
    private static async Task<BackupLabel?> TryCopyAsync(
        string home, string folder, Func<Task>? documentsSaved, CancellationToken cancel)
    {
        var (from, to) = (
            new FileObjectStore(Path.Combine(home, Objects)), new FileObjectStore(Path.Combine(folder, Objects)));
        var before = await KeysAsync(from, cancel);
        if (File.Exists(Path.Combine(home, Anchors)))
            await CopyAnchorsAsync(home, folder, cancel);
        SqliteBackup.Save(Path.Combine(home, Documents), Path.Combine(folder, Documents));
        if (documentsSaved is not null) await documentsSaved();
        await CopyAsync(from, to, cancel);
        await RemoveOthersAsync(from, to, cancel);
        before.ExceptWith(await KeysAsync(to, cancel));
        if (before.Count > 0) return null;
        var (count, bytes) = await SizeAsync(to, cancel);
        return new BackupLabel(DateTimeOffset.UtcNow, count, bytes);
    }

    private static async Task<(int Count, long Bytes)> SizeAsync(FileObjectStore store, CancellationToken cancel)
    {
        var (count, bytes) = (0, 0L);
        await foreach (var held in store.ListAsync(cancel)) (count, bytes) = (count + 1, bytes + held.Bytes);
        return (count, bytes);
    }

    private static async Task CheckAsync(
        FileObjectStore objects, BackupLabel label, string folder, CancellationToken cancel)
    {
        var (count, bytes) = await SizeAsync(objects, cancel);
        if ((count, bytes) != (label.Objects, label.Bytes))
            throw new InvalidInputException(
                folder,
                Objects,
                $"expected the {label.Objects} objects with {label.Bytes} bytes that {Label} names, found {count} " +
                    $"with {bytes}: the folder was not copied completely, or files were removed");
    }

    private static ValueTask<HashSet<string>> KeysAsync(FileObjectStore store, CancellationToken cancel) =>
        store.ListAsync(cancel).Select(held => held.Key).ToHashSetAsync(cancellationToken: cancel);

    private static async Task CopyAnchorsAsync(string from, string to, CancellationToken cancel) =>
        AtomicFile.Write(
            Path.Combine(to, Anchors), await File.ReadAllBytesAsync(Path.Combine(from, Anchors), cancel));

    private static BackupLabel Read(string folder)
    {
        var path = Path.Combine(folder, Label);
        if (!File.Exists(path))
            throw new InvalidInputException(
                folder, Label, "expected a complete backup, found none: 'pathalign backup' writes this file last");
        try
        {
            return JsonSerializer.Deserialize<BackupLabel>(File.ReadAllBytes(path))
                ?? throw new InvalidInputException(folder, Label, "expected a description of the backup, found null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                folder, Label, $"expected a description of the backup, found other content ({error.Message})");
        }
    }

    private static async Task CopyAsync(FileObjectStore from, FileObjectStore to, CancellationToken cancel)
    {
        var there = await to.ListAsync(cancel).ToDictionaryAsync(o => o.Key, o => o.Bytes, cancellationToken: cancel);
        await foreach (var held in from.ListAsync(cancel))
            if (there.GetValueOrDefault(held.Key, -1) != held.Bytes) await CopyAsync(held.Key, from, to, cancel);
    }

    private static async Task CopyAsync(
        string key, FileObjectStore from, FileObjectStore to, CancellationToken cancel)
    {
        try
        {
            var parts = key.Split('/', '.');
            var path = await from.GetFileAsync(key, cancel);   // checks the content against the key
            await to.PutFileAsync(parts[0], parts[^1], path, cancel);
        }
        catch (ObjectNotFoundException)
        {
            // a sweep removed it meanwhile; all is copied again
        }
        catch (ObjectCorruptException error)
        {
            throw new InvalidInputException("objects", key, $"{error.Message}; the disk or a program damaged it");
        }
    }

    // What was erased or swept since an earlier backup must not stay in it.
    private static async Task RemoveOthersAsync(FileObjectStore from, FileObjectStore to, CancellationToken cancel)
    {
        await foreach (var held in to.ListAsync(cancel))
            if (!await from.ExistsAsync(held.Key, cancel)) await to.DeleteAsync(held.Key, null, cancel);
    }
}
