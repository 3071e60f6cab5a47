using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Events;
using PathAlign.Storage.Documents;

namespace PathAlign.Rounds;

/// <summary>
/// Counts the training ratings of each round: one per image and rater, even if an event comes again or the rater
/// changes the rating. Documents hold a hash of each counted rating; <see cref="Parts"/> documents per round keep each
/// one small.
/// </summary>
public sealed class RatingCounts(IDocumentStore documents)
{
    private const int Parts = 16;

    private readonly DocumentCollection<RatingCount> _counts = new(
        documents, new("rating-counts", new IndexSpec("by-round", ["roundId"])));

    /// <summary>Counts ratings of a round that are not counted yet.</summary>
    public async Task AddAsync(string roundId, IEnumerable<FeedbackReceived> ratings, CancellationToken cancel)
    {
        foreach (var part in ratings.Select(MarkOf).GroupBy(mark => mark % Parts))
            await AddAsync(roundId, IdOf(roundId, part.Key), [.. part], cancel);
    }

    /// <summary>The number of counted ratings of a round.</summary>
    public async Task<long> OfAsync(string roundId, CancellationToken cancel)
    {
        var count = 0L;
        await foreach (var (_, part) in _counts.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
            count += part.Counted.Length / sizeof(ulong);
        return count;
    }

    /// <summary>Counts ratings of a rater under another name: the hashes follow from the name.</summary>
    public async Task RenameAsync(
        string roundId, IReadOnlyList<string> images, string from, string to, CancellationToken cancel)
    {
        var names = images.ToDictionary(image => MarkOf(image, from), image => MarkOf(image, to));
        var counted = new List<ulong>();
        await foreach (var (_, part) in _counts.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
            counted.AddRange(MemoryMarshal.Cast<byte, ulong>(part.Counted).ToArray().Where(names.ContainsKey));
        // The new ones first: after a crash, the rest is found by the old ones.
        foreach (var part in counted.Select(mark => names[mark]).GroupBy(mark => mark % Parts))
            await AddAsync(roundId, IdOf(roundId, part.Key), [.. part], cancel);
        foreach (var part in counted.GroupBy(mark => mark % Parts))
            await _counts.UpdateAsync(
                IdOf(roundId, part.Key),
                there => there with
                {
                    Counted = Bytes(MemoryMarshal.Cast<byte, ulong>(there.Counted).ToArray().Except(part)),
                },
                cancel);
    }

    /// <summary>Removes the counts of a round. Returns whether there were any.</summary>
    public async Task<bool> RemoveAsync(string roundId, CancellationToken cancel)
    {
        var removed = false;
        await foreach (var part in _counts.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
            removed |= await _counts.DeleteAsync(part, cancel);
        return removed;
    }

    private Task AddAsync(string roundId, string id, ulong[] marks, CancellationToken cancel) =>
        _counts.PutAsync(
            id,
            there =>
            {
                if (there is null) return new RatingCount(roundId, Bytes(marks));
                var counted = Bytes([.. MemoryMarshal.Cast<byte, ulong>(there.Counted), .. marks]);
                return counted.Length == there.Counted.Length ? null : there with { Counted = counted };
            },
            cancel);

    private static byte[] Bytes(IEnumerable<ulong> marks) =>
        MemoryMarshal.AsBytes<ulong>(marks.Distinct().Order().ToArray()).ToArray();

    private static string IdOf(string roundId, ulong part) => Fingerprint.Of("rating-count", roundId, $"{part}");

    private static ulong MarkOf(FeedbackReceived rating) => MarkOf(rating.ImageId, rating.Rater);

    private static ulong MarkOf(string imageId, string rater) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{imageId}\n{rater}")));
}
