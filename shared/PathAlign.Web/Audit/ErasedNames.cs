using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Audit;

/// <summary>
/// Erases a person's name from the audit log. The entries keep their hashes, so the chain and the anchors stay valid;
/// the new content has a seal of its own, and an entry at the end says how many entries were changed, and which.
/// </summary>
public sealed class ErasedNames(IDocumentStore store, AuditKeys keys, AuditLog audit)
{
    internal const string Started = "erasure-started", Ended = "erasure-ended";

    private readonly DocumentCollection<AuditEntry> _entries = new(store, AuditLog.Spec);

    /// <summary>Replaces names in all entries. Returns the number of changed entries. Safe to repeat.</summary>
    internal async Task<int> ReplaceAsync(
        string pseudonym, Func<string?, string?> replace, CancellationToken cancel)
    {
        var (seal, key) = (keys.Current, await keys.CurrentKeyAsync(cancel));
        var changed = 0;
        await foreach (var entry in _entries.AllAsync([], "number", cancel))
        {
            var (who, subject) = (replace(entry.Value.Who)!, replace(entry.Value.Subject));
            if (who == entry.Value.Who && subject == entry.Value.Subject) continue;
            await _entries.UpdateAsync(entry, e => e.Erase(who, subject, pseudonym, seal, key), cancel);
            changed++;
        }
        return changed;
    }

    /// <summary>Says in the log that a person was erased, and from which entries.</summary>
    internal async Task EndAsync(string who, string pseudonym, CancellationToken cancel)
    {
        var marks = new List<string>();
        await foreach (var (_, entry) in _entries.AllAsync([], "number", cancel))
            if (MarkOf(entry, pseudonym) is { } mark) marks.Add(mark);
        await audit.AppendAsync(who, Ended, $"{pseudonym}:{Digest(marks)}", cancel);
    }

    /// <summary>The mark that an erasure left in an entry, with the entry's number; null if there is none.</summary>
    internal static string? MarkOf(AuditEntry entry, string pseudonym) =>
        entry.Erased?.FirstOrDefault(erased => erased.Person == pseudonym) is { } erased
            ? string.Create(CultureInfo.InvariantCulture, $"{entry.Number} {erased.Mark}")
            : null;

    /// <summary>The number of entries, and a hash of their marks.</summary>
    internal static string Digest(IReadOnlyCollection<string> marks) => string.Create(
        CultureInfo.InvariantCulture,
        $"{marks.Count}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', marks))))}");
}
