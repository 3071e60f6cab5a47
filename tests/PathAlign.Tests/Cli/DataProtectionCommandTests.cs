using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Feedback.Records;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>
/// The commands <c>sweep</c> and <c>erase</c>: on a home that nobody has open, on one that a server has open, and on a
/// cluster.
/// </summary>
public sealed class DataProtectionCommandTests : IDisposable
{
    private const string Alone = "alone", BesideAServer = "beside a server", Cluster = "cluster";
    private const string Person = "ottokar-zwiebelfisch";
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();

    private string HomeFolder => _folder.At("home");

    [Theory]
    [InlineData(Alone)]
    [InlineData(BesideAServer)]
    [InlineData(Cluster)]
    public async Task A_sweep_lists_what_is_due_removes_it_and_then_finds_nothing(string where)
    {
        await FillAsync(where);
        await using var server = await ServeAsync(where);

        var listed = await RunAsync(where, "sweep", "--dry-run");
        var removed = await RunAsync(where, "sweep");
        var again = await RunAsync(where, "sweep");

        Assert.Equal((0, ""), (listed.code, listed.error));
        Assert.Contains("would remove 1 imports of ratings\n  old: moved into its sets by ", listed.output);
        Assert.Contains("removed 1 imports of ratings", removed.output);
        Assert.Equal((0, "nothing is due"), (again.code, again.output));
        Assert.Contains("entries verified", (await RunAsync(where, "audit")).output);
    }

    [Theory]
    [InlineData(Alone)]
    [InlineData(BesideAServer)]
    [InlineData(Cluster)]
    public async Task An_erasure_says_what_it_changed_and_leaves_the_name_in_no_file(string where)
    {
        await FillAsync(where);
        await using var server = await ServeAsync(where);

        var erased = await RunAsync(where, "erase", Person);
        var accounts = await RunAsync(where, "account", "list");
        var audit = await RunAsync(where, "audit");
        await server.StopAsync();

        Assert.Equal((0, ""), (erased.code, erased.error));
        Assert.StartsWith("the person is now erased-", erased.output);
        Assert.Contains("changed 1 accounts", erased.output);
        Assert.Contains("changed 2 files of this home", erased.output);
        Assert.Contains("removed 2 downloads of this home that named the person", erased.output);
        Assert.DoesNotContain(Person, accounts.output);
        Assert.Contains("entries verified", audit.output);
        Assert.Empty(FilesWithTheName());
        var cached = await Cache(where).ListAsync(_cancel).ToListAsync(_cancel);
        Assert.NotEmpty(await Cache(where).GetAsync(Assert.Single(cached).Key, _cancel));
    }

    [Fact]
    public async Task An_erasure_that_fails_ends_the_command_with_the_reason()
    {
        await FillAsync(Cluster);
        var damaged = ObjectKey.Of("reports", "json", new byte[32]);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At($"home/objects/{damaged}"))!);
        await File.WriteAllTextAsync(_folder.At($"home/objects/{damaged}"), "{}", _cancel);
        await using var server = await ServeAsync(Cluster);

        var refused = await RunAsync(Cluster, "erase", Person);
        File.Delete(_folder.At($"home/objects/{damaged}"));
        var again = await RunAsync(Cluster, "erase", Person);

        Assert.Equal(1, refused.code);
        Assert.Contains($"not done yet: object '{damaged}': expected content of that hash", refused.output);
        Assert.Equal((0, ""), (again.code, again.error));
    }

    [Fact]
    public async Task Who_is_no_operator_of_the_cluster_erases_nobody()
    {
        await FillAsync(Cluster);
        await using var server = await ServeAsync(Cluster, RaterRole.Reviewer);

        var refused = await RunAsync(Cluster, "erase", Person);
        await server.StopAsync();

        Assert.Equal(2, refused.code);
        Assert.Contains("403", refused.error);
        Assert.NotEmpty(FilesWithTheName());
    }

    [Theory]
    [InlineData("erase", "../anna", "expected a name of 1 to 64 lower-case letters")]
    [InlineData("erase", "anna", "expected a folder that a round has written")]
    [InlineData("sweep", "--dry-run", "expected a folder that a round has written")]
    public async Task What_cannot_be_done_is_one_sentence(string command, string argument, string sentence)
    {
        if (argument.StartsWith('.')) await FillAsync(Alone);

        var refused = await RunAsync(Alone, command, argument);

        Assert.Equal((2, ""), (refused.code, refused.output));
        Assert.Contains(sentence, refused.error);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A home with an old import and a person, whose name is also in a report that was printed where the command runs,
    /// and in two of three downloads there.
    /// </summary>
    private async Task FillAsync(string where)
    {
        using var home = new Home(HomeFolder);
        await using var app = EmbeddedHost.Build(home);
        await app.Services.GetRequiredService<Accounts>()
            .SetPasswordAsync(Home.AuditName, Person, RaterRole.Rater, "correct horse battery", _cancel);
        await new FeedbackCollections(app.Services.GetRequiredService<IDocumentStore>()).Imports.AddAsync(
            "old", new CommittedImport { RatingsKey = "imports/none", Waiting = [], Done = true, DoneAt = 1 }, _cancel);
        var reports = Directory.CreateDirectory(_folder.At(where == Cluster ? "elsewhere/reports" : "home/reports"));
        await File.WriteAllTextAsync(
            Path.Combine(reports.FullName, "report.json"), $"{{\"rater\":\"{Person}\"}}", _cancel);
        await File.WriteAllTextAsync(
            Path.Combine(reports.FullName, "ratings.csv"),
            $"file,class,imageId,rater,simulated\n\"a, b.png\",ADI,x,{Person},false\nc.png,ADI,y,bert,false\n",
            _cancel);
        foreach (var (name, extension) in new[] { (Person, "json"), (Person, "jsonl"), ("bert", "json") })
            await Cache(where).PutAsync(
                "ratings", extension, Encoding.UTF8.GetBytes($"{{\"rater\":\"{name}\"}}"), _cancel);
    }

    private FileObjectStore Cache(string where) =>
        new(_folder.At(where == Cluster ? "elsewhere/cache" : "home/cache"));

    private async Task<Server> ServeAsync(string where, RaterRole role = RaterRole.Operator)
    {
        if (where == Alone) return new Server(null, null);
        var home = new Home(HomeFolder);
        var app = EmbeddedHost.Build(home);
        await app.StartAsync(_cancel);
        if (where == Cluster)
        {
            var key = await app.Services.GetRequiredService<Accounts>()
                .RegisterAsync(Home.AuditName, "olga", role, RaterKind.Human, _cancel);
            await File.WriteAllTextAsync(_folder.At("key"), key, _cancel);
            await File.WriteAllTextAsync(_folder.At("address"), app.Urls.First(), _cancel);
        }
        return new Server(app, home);
    }

    private Task<(int code, string output, string error)> RunAsync(string where, params string[] arguments)
    {
        // the audit log of a home is read where it is; the client of a cluster has a home of its own
        string[] place = where == Cluster && arguments[0] != "audit"
            ?
            [
                "--cluster", File.ReadAllText(_folder.At("address")), "--key-file", _folder.At("key"),
                "--home", "elsewhere",
            ]
            : ["--home", HomeFolder];
        return RunningProgram.RunAsync(_folder.Path, [.. arguments, .. place]);
    }

    private IEnumerable<string> FilesWithTheName() =>
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Person)) >= 0);

    private sealed class Server(WebApplication? app, Home? home) : IAsyncDisposable
    {
        private bool _stopped;

        internal async Task StopAsync()
        {
            if (_stopped) return;
            _stopped = true;
            if (app is not null)
            {
                await app.StopAsync(CancellationToken.None);
                await app.DisposeAsync();
            }
            home?.Dispose();
        }

        public ValueTask DisposeAsync() => new(StopAsync());
    }
}
