namespace PathAlign.Evaluator.Distribution;

/// <summary>Adds up real points, one at a time, for <see cref="Prdc"/>; from several threads at once too.</summary>
/// <param name="radii">The radius of each generated point: the distance to its k-th neighbour.</param>
/// <param name="k">Which neighbour gives a point's radius.</param>
internal sealed class PrdcTally(double[] radii, int k)
{
    private readonly bool[] _inAny = new bool[radii.Length];
    private long _points, _inBalls, _recalled, _covered;

    /// <summary>Adds a real point.</summary>
    /// <param name="distances">Its distance to each generated point.</param>
    /// <param name="radius">Its radius among the real points.</param>
    internal void Add(ReadOnlySpan<double> distances, double radius)
    {
        var (inBall, isRecalled, nearest) = (0, false, double.PositiveInfinity);
        for (var j = 0; j < distances.Length; j++)
        {
            if (distances[j] < radius)
            {
                _inAny[j] = true;   // all threads write the same
                inBall++;
            }
            isRecalled |= distances[j] < radii[j];
            nearest = Math.Min(nearest, distances[j]);
        }
        Interlocked.Increment(ref _points);
        Interlocked.Add(ref _inBalls, inBall);
        if (isRecalled) Interlocked.Increment(ref _recalled);
        if (nearest < radius) Interlocked.Increment(ref _covered);
    }

    /// <summary>The figures of all points so far.</summary>
    internal Prdc Result => new(
        _inAny.Count(x => x) / (double)radii.Length,
        _recalled / (double)_points,
        _inBalls / (double)k / radii.Length,
        _covered / (double)_points);
}
