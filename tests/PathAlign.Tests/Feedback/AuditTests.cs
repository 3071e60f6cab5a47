using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Storage.Documents;
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

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var browser = new SessionClient(host);
            await browser.SignInAsync(new { code = $"NO-SUCH-{i}" });
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

    private static AuditLog AuditOf(FeedbackStores stores) => new(stores.Documents, TimeProvider.System);

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
