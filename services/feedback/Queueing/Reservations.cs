using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Reserves images for raters, so that no more raters than needed see an image. A reservation only controls which
/// images are shown: it expires, and a rating without a reservation counts too.
/// </summary>
internal sealed class Reservations(FeedbackCollections store, TimeProvider time, IOptions<FeedbackOptions> options)
{
    private const int MostRemembered = 100_000, MostRememberedMs = 60_000;
    private const long Forever = long.MaxValue;

    // The time until which an image is unavailable, as last read: saves reads of images that others hold.
    private readonly ConcurrentDictionary<string, long> _taken = new();

    /// <summary>Whether the image may be available.</summary>
    internal bool MayBeFree(string imageId) =>
        !_taken.TryGetValue(imageId, out var until) || (until != Forever && !IsLive(until, Now));

    /// <summary>Whether enough raters are known to have rated the image.</summary>
    internal bool IsRated(string imageId) => _taken.GetValueOrDefault(imageId) == Forever;

    /// <summary>
    /// Reserves an item for its rater, whoever else has it. Any number of raters may have a hidden item. An image that
    /// a rater has seen stays with that rater too. Otherwise others could take images but not hidden items, and the
    /// rater would see the difference.
    /// </summary>
    internal async Task HoldAsync(Presentation item, RatingSet set, CancellationToken cancel)
    {
        var read = await store.Images.ReadAsync(item.ImageId, cancel);
        if (read is null && item.IsHidden)
        {
            var until = new Reservation(item.Rater, Now + Lifetime);
            var hidden = QueuedImage.Hidden(item, set) with { Reservations = [until] };
            if (await store.Images.AddAsync(item.ImageId, hidden, cancel)) return;
            read = await store.Images.ReadAsync(item.ImageId, cancel);
        }
        if (read is not null) await TakeAsync(read, item.Rater, set.RatersPerImage, beyond: true, cancel);
    }

    /// <summary>Whether fewer raters than needed have an image that was read, or rated it.</summary>
    internal bool HasRoom(Stored<QueuedImage> read, string rater, int ratersPerImage)
    {
        var now = Now;
        var others = Others(read.Value, rater, now);
        if (read.Value.Ratings + others.Count < ratersPerImage) return true;
        Remember(read.Id, others.Select(r => r.Until).DefaultIfEmpty(now).Min());
        return false;
    }

    /// <summary>Extends the reservation of an item on the rater's desk. False if it has expired.</summary>
    internal async Task<bool> ExtendAsync(Presentation item, RatingSet set, CancellationToken cancel)
    {
        var now = Now;
        if (await store.Images.ReadAsync(item.ImageId, cancel) is not { } read
            || !read.Value.Reservations.Any(r => r.Rater == item.Rater && IsLive(r.Until, now))) return false;
        await TakeAsync(read, item.Rater, set.RatersPerImage, beyond: true, cancel);
        return true;
    }

    /// <summary>
    /// Reserves an image that was read before for the rater, or extends the reservation. False if enough raters have or
    /// had it.
    /// </summary>
    internal Task<bool> TakeAsync(
        Stored<QueuedImage> read, string rater, int ratersPerImage, CancellationToken cancel) =>
        TakeAsync(read, rater, ratersPerImage, beyond: false, cancel);

    private async Task<bool> TakeAsync(
        Stored<QueuedImage> read, string rater, int ratersPerImage, bool beyond, CancellationToken cancel)
    {
        var now = Now;
        QueuedImage? seen = null;
        var fresh = false;
        var taken = await store.Images.UpdateAsync(
            read,
            image =>
            {
                seen = image;
                var live = Others(image, rater, now);
                if (!beyond && (image.State == ImageState.Rated || image.Ratings + live.Count >= ratersPerImage))
                    return null;
                fresh = image.Reservations.Any(
                    r => IsLive(r.Until, now) && r.Rater == rater && r.Until > now + (Lifetime / 2));
                return fresh ? null : image with { Reservations = [.. live, new Reservation(rater, now + Lifetime)] };
            },
            cancel);
        if (taken is { } stored && stored.Ratings + stored.Reservations.Count >= ratersPerImage)
            Remember(read.Id, stored.Reservations.Min(r => r.Until));   // others need not read it
        if (taken is not null || fresh) return true;
        if (seen is { State: ImageState.Rated }) NeedsNobody(read.Id);
        else if (seen is not null) Remember(read.Id, seen.Reservations.Select(r => r.Until).DefaultIfEmpty(now).Min());
        return false;
    }

    /// <summary>Enough raters have rated the image; that never reverses.</summary>
    internal void NeedsNobody(string imageId) => Remember(imageId, Forever);

    /// <summary>Releases the image.</summary>
    internal async Task ReleaseAsync(string imageId, string rater, CancellationToken cancel)
    {
        await store.Images.UpdateAsync(
            imageId,
            image =>
                image.Reservations.Any(r => r.Rater == rater)
                    ? image with { Reservations = [.. image.Reservations.Where(r => r.Rater != rater)] }
                    : null,
            cancel);
        _taken.TryRemove(imageId, out _);
    }

    private List<Reservation> Others(QueuedImage image, string rater, long now) =>
        [.. image.Reservations.Where(r => IsLive(r.Until, now) && r.Rater != rater)];

    // For a minute at most: another process may release the image, or one that took it may not show it.
    private void Remember(string imageId, long until)
    {
        if (_taken.Count >= MostRemembered) _taken.Clear();
        var end = until == Forever ? Forever : Math.Min(until, Now + MostRememberedMs);
        _taken.AddOrUpdate(imageId, end, (_, known) => known == Forever ? Forever : end);
    }

    // An end far beyond that of a new reservation comes from a clock that was set back since; an end shortly beyond it
    // comes from another request.
    private bool IsLive(long until, long now) => until > now && until <= now + (2 * Lifetime);

    private long Lifetime => (long)TimeSpan.FromMinutes(options.Value.ReservationMinutes).TotalMilliseconds;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
