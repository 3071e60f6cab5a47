using System.Text.Json.Nodes;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Standalone.Backups;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Cli;

public sealed class BackupTests(TinyRound round) : IDisposable
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();

    [Fact, Slow]
    public async Task A_backup_of_a_running_round_is_restored_into_an_empty_home_and_ends_as_if_nothing_had_happened()
    {
        string[] Command(string home) => ["demo", .. round.Options(_folder.At(home))];
        using (var program = new RunningProgram(_folder.Path, Command("lost")))
        {
            await Eventually.TrueAsync(
                async () => program.HasExited || await RatingsAsync("lost") > 0, "the first rating is stored");
            var saved = await RunningProgram.RunAsync(
                _folder.Path, ["backup", "--home", _folder.At("lost"), "--to", _folder.At("backup")]);
            Assert.True(saved.code == 0, saved.error);
            await program.KillAsync();
        }
        Directory.Delete(_folder.At("lost"), recursive: true);

        var restored = await RunningProgram.RunAsync(
            _folder.Path, ["restore", _folder.At("backup"), "--home", _folder.At("restored")]);
        Assert.True(restored.code == 0, restored.error);
        Assert.True(await RatingsAsync("restored") > 0);
        var last = await RunningProgram.RunAsync(_folder.Path, Command("restored"));

        Assert.True(last.code == 0, last.error);
        HomeState.AssertSame(
            await HomeState.ReadAsync(await round.HomeAsync()), await HomeState.ReadAsync(_folder.At("restored")));
        var audit = await RunningProgram.RunAsync(_folder.Path, ["audit", "--home", _folder.At("restored")]);
        Assert.True(audit.code == 0, audit.error);
    }

    [Fact]
    public async Task A_second_backup_gets_the_changes_and_loses_what_the_home_lost()
    {
        var objects = new FileObjectStore(_folder.At("home/objects"));
        using (var documents = await DocumentsAsync())
            await documents.InsertAsync("ratings", "a", new JsonObject { ["n"] = 1 });
        var (kept, gone) = (
            await objects.PutAsync("images", "png", new byte[] { 1 }, _cancel),
            await objects.PutAsync("reports", "json", new byte[] { 2 }, _cancel));
        await HomeBackup.SaveAsync(_folder.At("home"), _folder.At("backup"), _cancel);
        await objects.DeleteAsync(gone, null, _cancel);
        var added = await objects.PutAsync("images", "png", new byte[] { 3 }, _cancel);
        using (var documents = await DocumentsAsync())
            await documents.InsertAsync("ratings", "b", new JsonObject { ["n"] = 2 });

        var label = await HomeBackup.SaveAsync(_folder.At("home"), _folder.At("backup"), _cancel);
        await HomeBackup.RestoreAsync(_folder.At("backup"), _folder.At("restored"), _cancel);

        Assert.Equal((2, 2L), (label.Objects, label.Bytes));
        var restored = new FileObjectStore(_folder.At("restored/objects"));
        Assert.Equal(
            new[] { kept, added }.Order(),
            (await restored.ListAsync(_cancel).ToListAsync(_cancel)).Select(o => o.Key).Order());
        using var read = new SqliteDocumentStore(_folder.At("restored/documents.db"));
        Assert.Equal(2, await read.CountAsync("ratings", [], _cancel));
    }

    [Fact]
    public async Task A_sweep_in_the_middle_of_a_backup_leaves_no_document_that_names_what_is_gone()
    {
        var (home, objects) = (_folder.At("home"), new FileObjectStore(_folder.At("home/objects")));
        var swept = await OldImportAsync(objects);
        var sweeps = 0;

        await HomeBackup.SaveAsync(home, _folder.At("backup"), _cancel, async () =>
        {
            if (sweeps++ == 0) await SweepAsync(home);
        });
        await HomeBackup.RestoreAsync(_folder.At("backup"), _folder.At("restored"), _cancel);

        Assert.False(await objects.ExistsAsync(swept, _cancel));
        Assert.Equal(2, sweeps);   // all was copied again
        using var restored = new SqliteDocumentStore(_folder.At("restored/documents.db"));
        Assert.Equal(0, await restored.CountAsync("imports", [], _cancel));
        Assert.False(await new FileObjectStore(_folder.At("restored/objects")).ExistsAsync(swept, _cancel));
    }

    [Fact]
    public async Task Where_objects_go_all_the_time_there_is_no_backup()
    {
        using (var documents = await DocumentsAsync())
            await documents.InsertAsync("ratings", "a", new JsonObject { ["n"] = 1 });
        var objects = new FileObjectStore(_folder.At("home/objects"));
        var keys = new Queue<string>();
        for (byte i = 0; i < 9; i++) keys.Enqueue(await objects.PutAsync("images", "png", new[] { i }, _cancel));

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => HomeBackup.SaveAsync(
                _folder.At("home"),
                _folder.At("backup"),
                _cancel,
                () => objects.DeleteAsync(keys.Dequeue(), null, _cancel)));

        Assert.Contains("a sweep or an erasure removes them", error.Message);
        Assert.False(File.Exists(_folder.At("backup/backup.json")));
    }

    [Theory]
    [InlineData("not complete", "expected a complete backup")]
    [InlineData("in use", "expected an empty or new folder")]
    [InlineData("damaged", "expected content of that hash")]
    [InlineData("no home", "expected a home with documents")]
    [InlineData("lost", "expected the 1 objects with 1 bytes that backup.json names, found 0 with 0")]
    [InlineData("label", "backup.json: expected a description of the backup, found other content")]
    public async Task A_backup_that_would_mislead_is_refused(string how, string sentence)
    {
        using (var documents = await DocumentsAsync())
            await documents.InsertAsync("ratings", "a", new JsonObject { ["n"] = 1 });
        var objects = new FileObjectStore(_folder.At("home/objects"));
        var key = await objects.PutAsync("images", "png", new byte[] { 1 }, _cancel);
        await HomeBackup.SaveAsync(_folder.At("home"), _folder.At("backup"), _cancel);
        if (how == "not complete") File.Delete(_folder.At("backup/backup.json"));
        if (how == "in use") Directory.CreateDirectory(_folder.At("restored/notes"));
        if (how == "lost") File.Delete(_folder.At($"backup/objects/{key}"));
        if (how == "label") File.WriteAllText(_folder.At("backup/backup.json"), "{");
        if (how == "damaged") File.WriteAllBytes(_folder.At($"backup/objects/{key}"), [9]);

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => how == "no home"
                ? HomeBackup.SaveAsync(_folder.At("elsewhere"), _folder.At("backup"), _cancel)
                : HomeBackup.RestoreAsync(_folder.At("backup"), _folder.At("restored"), _cancel));

        Assert.Contains(sentence, error.Message);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>An import whose ratings are in their sets for long; returns the key of its object.</summary>
    private async Task<string> OldImportAsync(FileObjectStore objects)
    {
        var key = await objects.PutAsync("imports", "jsonl", new byte[] { 1 }, _cancel);
        File.SetLastWriteTimeUtc(_folder.At($"home/objects/{key}"), DateTime.UtcNow.AddDays(-90));
        using var documents = new SqliteDocumentStore(_folder.At("home/documents.db"));
        await new FeedbackCollections(documents).Imports.AddAsync(
            "old", new CommittedImport { RatingsKey = key, Waiting = [], Done = true, DoneAt = 1 }, _cancel);
        return key;
    }

    private static async Task SweepAsync(string path)
    {
        using var home = new Home(path);
        await using var services = new EmbeddedServices(home);
        Assert.Equal(2, (await services.SweepAsync(false, _cancel)).Kinds.Count);   // the import, then its object
    }

    private async Task<SqliteDocumentStore> DocumentsAsync()
    {
        var documents = new SqliteDocumentStore(_folder.At("home/documents.db"));
        await documents.EnsureAsync(new CollectionSpec("ratings"), _cancel);
        return documents;
    }

    private async Task<long> RatingsAsync(string home)
    {
        if (!File.Exists(_folder.At($"{home}/documents.db"))) return 0;
        using var store = new SqliteDocumentStore(_folder.At($"{home}/documents.db"));
        await store.EnsureAsync(new CollectionSpec("ratings"), _cancel);
        return await store.CountAsync("ratings", [], _cancel);
    }
}
