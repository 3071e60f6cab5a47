using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback.Erasure;

/// <summary>The audit log after names were erased from it.</summary>
public sealed class ErasedLogTests
{
    private const string Erased = "erased-1";
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task The_chain_its_kept_hash_and_its_anchors_stay_valid()
    {
        using var folder = new TemporaryFolder();
        var anchors = folder.At("anchors.jsonl");
        await WriteAsync();
        var kept = (await Log().VerifyAsync()).Newest;
        AnchorFile.Append(anchors, new AuditAnchor(DateTimeOffset.UtcNow, 2, (await EntryAsync(2)).Hash));

        await EraseAsync();

        Assert.Null((await Log().VerifyAsync(kept, anchors)).Fault);
        Assert.Equal(
            [
                "olga user-registered erased-1:Rater",
                "erased-1 sign-in ",
                "nobody sign-in-refused 3 more: erased-1 2, bert 1",
            ],
            (await EntriesAsync()).Take(3).Select(e => $"{e.Who} {e.What} {e.Subject}"));
    }

    [Theory]
    [InlineData("content", "it was changed")]
    [InlineData("time", "it was changed")]
    [InlineData("person", "it was changed")]
    [InlineData("one entry more", "names erased for 'erased-1'")]
    [InlineData("no end", "names erased for 'erased-1'")]
    public async Task A_change_that_no_erasure_explains_is_found(string change, string fault)
    {
        await WriteAsync();
        if (change == "no end") await EraseEntriesAsync(Names());
        else await EraseAsync();
        if (change == "content") await ChangeAsync(2, e => e with { What = "sign-out" });
        if (change == "time") await ChangeAsync(2, e => e with { At = e.At + 1 });
        if (change == "person") await ChangeAsync(2, e => e with { Who = "eve" });
        if (change == "one entry more") await EraseEntriesAsync(text => text?.Replace("bert", "eve"));

        Assert.Contains(fault, (await Log().VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Two_people_in_one_entry_are_erased_one_after_the_other()
    {
        await WriteAsync();
        await EraseAsync();
        var names = Names("olga", "erased-2");

        await Log().AppendAsync("bert", ErasedNames.Started, "erased-2", _cancel);
        Assert.True(await Erasing().ReplaceAsync("erased-2", names, _cancel) >= 2);
        await Erasing().EndAsync("bert", "erased-2", _cancel);

        Assert.Null((await Log().VerifyAsync()).Fault);
        Assert.Equal(["erased-1", "erased-2"], (await EntryAsync(1)).Erased!.Select(e => e.Person));
    }

    [Fact]
    public async Task The_hash_that_is_left_confirms_no_guess()
    {
        await WriteAsync();
        var key = (await new AuditKeys(_stores.Documents, Options.Create(new AuditOptions()))
            .FindAsync(AuditSeal.Stored, null, _cancel))!.Bytes;
        var before = await EntryAsync(2);
        Assert.Equal(before.Hash, before.ComputeHash(key));

        await EraseAsync();

        var after = await EntryAsync(2);
        Assert.Equal((before.Hash, null), (after.Hash, after.Salt));
        Assert.NotEqual(after.Hash, (after with { Who = "anna" }).ComputeHash(key));
    }

    private async Task WriteAsync()
    {
        await Log().AppendAsync("olga", "user-registered", "anna:Rater", _cancel);
        await Log().AppendAsync("anna", "sign-in", null, _cancel);
        await Log().AppendAsync("nobody", "sign-in-refused", "3 more: anna 2, bert 1", _cancel);
        await Log().AppendAsync("anna-b", "sign-in", "anna-b", _cancel);   // somebody else
    }

    private async Task EraseAsync()
    {
        await Log().AppendAsync("olga", ErasedNames.Started, Erased, _cancel);
        await EraseEntriesAsync(Names());
        await Erasing().EndAsync("olga", Erased, _cancel);
    }

    private Task EraseEntriesAsync(Func<string?, string?> names) => Erasing().ReplaceAsync(Erased, names, _cancel);

    private static Func<string?, string?> Names(string name = "anna", string pseudonym = Erased) =>
        new PathAlign.Feedback.Erasure.Erased(name, pseudonym).InLog;

    private ErasedNames Erasing() => new(_stores.Documents, Keys(), Log());

    private AuditKeys Keys() => new(_stores.Documents, Options.Create(new AuditOptions()));

    private AuditLog Log() => new(_stores.Documents, Keys(), Options.Create(new AuditOptions()), TimeProvider.System);

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync() =>
        [.. (await Collection.AllAsync([], "number", _cancel).ToListAsync(_cancel)).Select(e => e.Value)];

    private async Task<AuditEntry> EntryAsync(int number) => (await EntriesAsync())[number - 1];

    private async Task ChangeAsync(int number, Func<AuditEntry, AuditEntry> change) =>
        await Collection.UpdateAsync((await EntryAsync(number)).Id, change, _cancel);

    private DocumentCollection<AuditEntry> Collection => new(_stores.Documents, AuditLog.Spec);
}
