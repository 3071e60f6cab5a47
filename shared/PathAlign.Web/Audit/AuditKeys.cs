using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Audit;

/// <summary>The keys that seal the entries of the audit log.</summary>
public sealed class AuditKeys(IDocumentStore store, IOptions<AuditOptions> options)
{
    private const string Id = "chain";
    private const int KeyBytes = 32;
    private readonly DocumentCollection<StoredKey> _stored = new(store, Spec);
    private readonly IReadOnlyList<AuditKey> _configured = options.Value.Keys;

    internal static CollectionSpec Spec { get; } = new("audit-keys");

    /// <summary>The seal of new entries.</summary>
    internal AuditSeal Current => _configured.Count == 0 ? AuditSeal.Stored : AuditSeal.Configured;

    /// <summary>Whether the entry has the seal and the key of new entries.</summary>
    internal bool IsCurrent(AuditEntry entry) =>
        entry.Seal == Current && entry.KeyId == _configured.LastOrDefault()?.Id;

    /// <summary>Whether another process sealed the entry with a key that this one does not have.</summary>
    internal bool IsAhead(AuditEntry entry) =>
        entry.Seal > Current || (entry.Seal == AuditSeal.Configured && Configured(entry.KeyId) is null);

    /// <summary>A key of a seal by its id; null if it is missing here.</summary>
    internal async Task<AuditKey?> FindAsync(AuditSeal seal, string? keyId, CancellationToken cancel) => seal switch
    {
        AuditSeal.Configured => Configured(keyId),
        AuditSeal.Stored when await _stored.GetAsync(Id, cancel) is { } stored =>
            new AuditKey(Convert.FromBase64String(stored.Key)),
        _ => null,
    };

    /// <summary>The key of new entries; a missing stored key is created.</summary>
    internal async Task<AuditKey> CurrentKeyAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await FindAsync(Current, _configured.LastOrDefault()?.Id, cancel) is { } key) return key;
            await _stored.AddAsync(
                Id, new StoredKey(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))), cancel);
        }
    }

    private AuditKey? Configured(string? keyId) => _configured.FirstOrDefault(key => key.Id == keyId);

    private sealed record StoredKey(string Key);
}
