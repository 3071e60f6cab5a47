using Microsoft.Extensions.Options;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>The keys of the audit log in the settings, and their rotation.</summary>
public sealed class AuditKeyTests
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private static readonly string _first = KeyOf(1), _second = KeyOf(2), _third = KeyOf(3);
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_configured_key_seals_what_the_stored_one_began_and_is_needed_from_then_on()
    {
        await AppendAsync(LogOf(""));
        await AppendAsync(LogOf(_first));

        Assert.Null((await LogOf(_first).VerifyAsync()).Fault);
        Assert.Contains("Audit:Key", (await LogOf("").VerifyAsync()).Fault);
        await Assert.ThrowsAsync<InvalidOperationException>(() => AppendAsync(LogOf("")));
    }

    [Fact]
    public async Task The_chain_verifies_across_rotations_with_the_earlier_keys()
    {
        await AppendAsync(LogOf(_first));
        await AppendAsync(LogOf(_second, _first));
        await AppendAsync(LogOf(_third, $"{_first}; {_second}"));

        Assert.Null((await LogOf(_third, $"{_first};{_second}").VerifyAsync()).Fault);
        Assert.Equal(["x", "log-sealed", "x", "log-sealed", "x"], (await EntriesAsync()).Select(e => e.What));
        Assert.Equal(3, (await EntriesAsync()).Select(e => e.KeyId).Distinct().Count());
    }

    [Fact]
    public async Task Without_an_earlier_key_the_log_does_not_verify_and_with_another_key_alone_it_is_not_continued()
    {
        await AppendAsync(LogOf(_first));
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => AppendAsync(LogOf(_second)));
        await AppendAsync(LogOf(_second, _first));

        Assert.Contains("Audit:Key or :EarlierKeys", fault.Message);
        Assert.Contains("Audit:Key or :EarlierKeys", (await LogOf(_second).VerifyAsync()).Fault);
    }

    [Fact]
    public async Task An_earlier_key_that_was_stolen_forges_no_entry_after_the_rotation()
    {
        await AppendAsync(LogOf(_first));
        var log = LogOf(_second, _first);
        await AppendAsync(log);
        var last = (await EntriesAsync())[^1];
        var thief = AuditKey.Configured(_first, 0);
        var forged = last with { Number = last.Number + 1, Previous = last.Hash, Who = "eve", KeyId = thief.Id };
        await Collection.AddAsync(
            forged.Id, forged with { Hash = forged.ComputeHash(thief.Bytes) }, _cancel);

        Assert.Contains("it was replaced", (await log.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task An_earlier_key_that_was_stolen_does_not_hide_that_the_log_was_set_back_before_the_rotation()
    {
        await AppendAsync(LogOf(_first));
        var log = LogOf(_second, _first);
        await AppendAsync(log);
        foreach (var entry in (await EntriesAsync()).Skip(1)) _stores.Documents.Remove("audit-log", entry.Id);
        var first = (await EntriesAsync()).Single();
        await new DocumentCollection<AuditHead>(_stores.Documents, AuditLog.Heads).UpdateAsync(
            "head", head => head with { Number = first.Number, Hash = first.Hash }, _cancel);

        Assert.Contains("expected the last entry under the key of new entries", (await log.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_replica_with_the_earlier_settings_writes_nothing_after_the_rotation()
    {
        var stale = LogOf(_first);
        await AppendAsync(stale);
        var rotated = LogOf(_second, _first);
        await AppendAsync(rotated);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(stale));

        Assert.Contains("restart this one with the same settings", refused.Message);
        Assert.Null((await rotated.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_person_is_erased_from_entries_before_and_after_a_rotation()
    {
        await AppendAsync(LogOf(_first));
        await AppendAsync(LogOf(_second, _first));
        var options = OptionsOf(_second, _first);
        var (keys, log) = (new AuditKeys(_stores.Documents, options), LogOf(_second, _first));
        var erasing = new ErasedNames(_stores.Documents, keys, log);
        await log.AppendAsync("olga", ErasedNames.Started, "erased-1", _cancel);

        await erasing.ReplaceAsync("erased-1", name => name == "anna" ? "erased-1" : name, _cancel);
        await erasing.EndAsync("olga", "erased-1", _cancel);
        await AppendAsync(LogOf(_third, $"{_first};{_second}"));

        Assert.Null((await LogOf(_third, $"{_first};{_second}").VerifyAsync()).Fault);
        Assert.Equal(2, (await EntriesAsync()).Count(entry => entry.Who == "erased-1"));
    }

    [Theory]
    [InlineData("Audit:Key", "short", "Audit:Key: expected base64 of at least 32 bytes")]
    [InlineData("Audit:Key", "c2hvcnQ=", "Audit:Key: expected base64 of at least 32 bytes")]
    [InlineData("Audit:EarlierKeys", "c2hvcnQ=", "Audit:EarlierKeys: expected base64 of at least 32 bytes each")]
    [InlineData(
        "Audit:EarlierKeys",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "Audit:EarlierKeys: expected Audit:Key beside it")]
    public async Task A_weak_or_lonely_key_stops_the_process(string setting, string value, string words)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => FeedbackHost.StartAsync(_stores, settings: (setting, value)));

        Assert.Contains(words, error.ToString());
    }

    private static string KeyOf(byte seed) => Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)]);

    private static IOptions<AuditOptions> OptionsOf(string key, string earlier) =>
        Options.Create(new AuditOptions { Key = key, EarlierKeys = earlier });

    private AuditLog LogOf(string key, string earlier = "")
    {
        var options = OptionsOf(key, earlier);
        return new(_stores.Documents, new AuditKeys(_stores.Documents, options), options, TimeProvider.System);
    }

    private static Task AppendAsync(AuditLog log) => log.AppendAsync("anna", "x", null, _cancel);

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync() =>
        [.. (await Collection.AllAsync([], "number", _cancel).ToListAsync(_cancel)).Select(e => e.Value)];

    private DocumentCollection<AuditEntry> Collection => new(_stores.Documents, AuditLog.Spec);
}
