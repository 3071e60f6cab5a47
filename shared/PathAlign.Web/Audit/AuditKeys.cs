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

    internal static CollectionSpec Spec { get; } = new("audit-keys");

    /// <summary>The seal of new entries.</summary>
    internal AuditSeal Current => options.Value.KeyBytes is null ? AuditSeal.Stored : AuditSeal.Configured;

    /// <summary>The key of a seal; null if it is missing here.</summary>
    internal async Task<byte[]?> FindAsync(AuditSeal seal, CancellationToken cancel) => seal switch
    {
        AuditSeal.Configured => options.Value.KeyBytes,
        AuditSeal.Stored when await _stored.GetAsync(Id, cancel) is { } stored => Convert.FromBase64String(stored.Key),
        _ => null,
    };

    /// <summary>The key of new entries; a missing stored key is created.</summary>
    internal async Task<byte[]> CurrentKeyAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await FindAsync(Current, cancel) is { } key) return key;
            await _stored.AddAsync(
                Id, new StoredKey(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))), cancel);
        }
    }

    private sealed record StoredKey(string Key);
}
