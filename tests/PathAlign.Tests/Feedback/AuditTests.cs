using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class AuditTests
{
    private const string Password = "correct horse battery";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Signing_in_and_out_is_in_the_log_and_the_log_holds_together()
    {
        await using var host = await StartAsync();

        var report = await host.Services.GetRequiredService<AuditLog>().VerifyAsync();

        Assert.Null(report.Fault);
        Assert.Equal(
            ["anna sign-in", "anna sign-in-refused", "anna sign-out"],
            (await EntriesAsync()).Select(e => $"{e["who"]} {e["what"]}"));
        Assert.DoesNotContain(Password, string.Join(' ', (await EntriesAsync()).Select(e => e.ToJsonString())));
    }

    [Fact]
    public async Task Many_at_once_make_one_chain()
    {
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("SignInsPerMinute", "1000"));
        var codes = host.Services.GetRequiredService<SignInCodes>();
        await host.Services.GetRequiredService<RaterRegistry>().EnsurePersonAsync("anna", RaterRole.Rater);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var browser = new SessionClient(host);
            await browser.SignInAsync(new { code = codes.New("anna") });
        }));

        var report = await host.Services.GetRequiredService<AuditLog>().VerifyAsync();
        Assert.Null(report.Fault);
        Assert.Equal(20, report.Entries);
    }

    [Theory]
    [InlineData("who", "bert", "it was changed")]
    [InlineData("at", 1L, "it was changed")]
    [InlineData("previous", "0", "expected the hash of the previous entry")]
    [InlineData("number", 9L, "one is missing or was inserted")]
    public async Task What_was_tampered_with_shows(string field, object value, string words)
    {
        await using var host = await StartAsync();
        var second = (await _stores.AllAsync("audit-log")).Single(d => (long)d.Body["number"]! == 2);
        second.Body[field] = JsonValue.Create(value);
        await _stores.Documents.ReplaceAsync("audit-log", second, second.Body);

        var report = await host.Services.GetRequiredService<AuditLog>().VerifyAsync();

        Assert.Contains(words, report.Fault);
        Assert.Equal(1, report.Entries);
    }

    [Fact]
    public async Task A_log_that_was_replaced_does_not_have_the_hash_that_was_kept()
    {
        string kept;
        await using (var host = await StartAsync())
            kept = (await host.Services.GetRequiredService<AuditLog>().VerifyAsync()).Newest;

        await using var another = await FeedbackHost.StartAsync(new FeedbackStores());

        Assert.Null((await AuditOf(_stores).VerifyAsync(kept)).Fault);
        Assert.Contains(
            "shortened or replaced", (await another.Services.GetRequiredService<AuditLog>().VerifyAsync(kept)).Fault);
    }

    [Fact]
    public async Task Guessing_does_not_fill_the_log()
    {
        var clock = new TestClock();
        await using (var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: [("SignInsPerMinute", "1000"), ("SignInsPerMinuteAndAddress", "1000")]))
        {
            using var browser = new SessionClient(host);
            for (var i = 0; i < 60; i++) await browser.SignInAsync(new { code = $"NO-SUCH-{i}" });
            for (var i = 0; i < 25; i++) await browser.SignInAsync(new { name = $"n{i}", password = "no" });
            Assert.Single(await EntriesAsync());
            await Eventually.TrueAsync(
                async () =>
                {
                    clock.Advance(TimeSpan.FromMinutes(1));
                    return (await EntriesAsync()).Count() == 2;
                },
                "the summary of the minute");
            await browser.SignInAsync(new { name = "anna", password = "no" });
            await browser.SignInAsync(new { name = "bert", password = "no" });
        }

        var subjects = (await EntriesAsync()).Select(e => (string?)e["subject"]).ToList();
        Assert.Equal(4, subjects.Count);
        Assert.StartsWith("84 more: nobody 59, others ", subjects[1]);
        Assert.Equal((null, "1 more: bert 1"), (subjects[2], subjects[3]));
    }

    [Fact]
    public async Task Without_the_last_entries_the_log_does_not_verify()
    {
        await using var host = await StartAsync();

        await CutAsync(2);

        Assert.Contains("the last ones were removed", (await AuditOf(_stores).VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_chain_that_was_computed_anew_without_the_key_does_not_verify()
    {
        await using var host = await StartAsync();
        var previous = AuditEntry.Origin;
        foreach (var document in (await _stores.AllAsync("audit-log")).OrderBy(d => (long)d.Body["number"]!))
        {
            var entry = document.Body.Deserialize<AuditEntry>(JsonSerializerOptions.Web)! with
            {
                Who = "bert",
                Previous = previous,
            };
            previous = entry.ComputeHash(null);
            document.Body["who"] = "bert";
            document.Body["previous"] = entry.Previous;
            document.Body["hash"] = previous;
            await _stores.Documents.ReplaceAsync("audit-log", document, document.Body);
        }

        Assert.Contains("under the log's key", (await AuditOf(_stores).VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Replicas_that_anchor_at_once_damage_no_line()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("anchors.jsonl");
        Task AppendAsync(int from) => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                AnchorFile.Append(
                    file,
                    new AuditAnchor(DateTimeOffset.UnixEpoch.AddTicks(i), from + i, new string('a', 1 + (i % 9))));
        });

        await Task.WhenAll(AppendAsync(0), AppendAsync(1000), AppendAsync(2000));

        var numbers = AnchorFile.Read(file).Select(anchor => anchor.Number).Order();
        Assert.Equal(Enumerable.Range(0, 3000).Where(i => i % 1000 < 100).Select(i => (long)i), numbers);
    }

    [Theory]
    [InlineData("cut", "the last ones were removed")]
    [InlineData("replaced", "the log was replaced")]
    [InlineData("no anchors", "expected an anchor of entry")]
    [InlineData("nothing", null)]
    public async Task The_anchors_reveal_what_a_stolen_key_hides(string change, string? fault)
    {
        using var folder = new TemporaryFolder();
        var (file, clock) = (folder.At("anchors.jsonl"), new TestClock());
        (string, string)[] settings = [("Audit:AnchorFile", file)];
        await using (var host = await FeedbackHost.StartAtAsync(_stores, 0, clock, settings: settings))
        {
            await AppendAsync(host, 5);
            await Eventually.TrueAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromHours(3));
                    return File.Exists(file);
                },
                "an anchor");
        }
        if (change == "cut") await ForgetAsync(3);
        if (change == "replaced") await ForgetAsync(0);
        if (change == "no anchors") File.Delete(file);

        // whoever has the key writes entries that follow from each other
        var log = AuditOf(_stores, new AuditOptions { AnchorFile = file }, clock);
        if (change == "replaced") for (var i = 0; i < 9; i++) await log.AppendAsync("eve", "x", null, default);
        var report = await log.VerifyAsync();

        if (fault is null) Assert.Null(report.Fault);
        else Assert.Contains(fault, report.Fault);
    }

    [Fact]
    public async Task A_log_of_an_earlier_version_is_verified_once_and_sealed()
    {
        await WriteOldLogAsync(3, tampered: false);
        await using (var host = await FeedbackHost.StartAsync(_stores)) await AppendAsync(host, 1);
        await using (var again = await FeedbackHost.StartAsync(_stores)) await AppendAsync(again, 1);

        var report = await AuditOf(_stores).VerifyAsync();

        Assert.Null(report.Fault);
        Assert.Equal(
            ["old", "old", "old", "log-sealed", "x", "x"], (await EntriesAsync()).Select(e => (string?)e["what"]));
    }

    [Fact]
    public async Task A_fault_in_a_log_of_an_earlier_version_stays_visible()
    {
        await WriteOldLogAsync(3, tampered: true);
        await using var host = await FeedbackHost.StartAsync(_stores);

        Assert.Equal("log-sealed-with-fault", (string?)(await EntriesAsync()).Last()["what"]);
        Assert.Contains("it was changed", (await AuditOf(_stores).VerifyAsync()).Fault);
    }

    private static AuditLog AuditOf(FeedbackStores stores, AuditOptions? audit = null, TimeProvider? clock = null)
    {
        var options = Options.Create(audit ?? new AuditOptions());
        return new(stores.Documents, new AuditKeys(stores.Documents, options), options, clock ?? TimeProvider.System);
    }

    private static async Task AppendAsync(FeedbackHost host, int entries)
    {
        for (var i = 0; i < entries; i++)
            await host.Services.GetRequiredService<AuditLog>().AppendAsync("anna", "x", null, default);
    }

    /// <summary>Removes the entries after a number.</summary>
    private async Task CutAsync(long last)
    {
        foreach (var entry in (await _stores.AllAsync("audit-log")).Where(d => (long)d.Body["number"]! > last))
            _stores.Documents.Remove("audit-log", entry.Id);
    }

    /// <summary>The same, and sets the stored head back to it.</summary>
    private async Task ForgetAsync(long last)
    {
        await CutAsync(last);
        var head = (await _stores.AllAsync("audit-heads")).Single();
        if (last == 0) _stores.Documents.Remove("audit-heads", head.Id);
        else await _stores.Documents.ReplaceAsync("audit-heads", head, new JsonObject
        {
            ["number"] = last,
            ["hash"] = (string)(await EntriesAsync()).Last()["hash"]!,
        });
    }

    private async Task WriteOldLogAsync(int entries, bool tampered)
    {
        await _stores.Documents.EnsureAsync(AuditLog.Spec);
        var previous = AuditEntry.Origin;
        for (var number = 1; number <= entries; number++)
        {
            var entry = new AuditEntry { Number = number, At = 1, Who = "anna", What = "old", Previous = previous };
            previous = entry.ComputeHash(null);
            await _stores.Documents.InsertAsync("audit-log", entry.Id, new JsonObject
            {
                ["number"] = number,
                ["at"] = 1,
                ["who"] = tampered && number == 2 ? "bert" : "anna",
                ["what"] = "old",
                ["previous"] = entry.Previous,
                ["hash"] = previous,
            });
        }
    }

    private async Task<FeedbackHost> StartAsync()
    {
        var host = await FeedbackHost.StartAsync(_stores);
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        using var browser = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });
        await browser.SendAsync("GET", "/api/v1/session");
        using var other = new SessionClient(host);
        await other.SignInAsync(new { name = "anna", password = "wrong horse battery" });
        await browser.SendAsync("DELETE", "/api/v1/session");
        return host;
    }

    private async Task<IEnumerable<JsonObject>> EntriesAsync() =>
        (await _stores.AllAsync("audit-log")).Select(d => d.Body).OrderBy(b => (long)b["number"]!);
}
