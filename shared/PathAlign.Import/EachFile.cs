using System.Runtime.ExceptionServices;

namespace PathAlign.Import;

/// <summary>Processes files in parallel, one per processor.</summary>
internal static class EachFile
{
    /// <summary>
    /// The results, in the order of the inputs. The first error stops the run and is thrown unchanged.
    /// </summary>
    internal static TResult[] Select<T, TResult>(
        IReadOnlyList<T> inputs, Func<T, TResult> select, Action done, CancellationToken cancel)
    {
        var results = new TResult[inputs.Count];
        var options = new ParallelOptions
        {
            CancellationToken = cancel,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        try
        {
            Parallel.For(0, inputs.Count, options, i =>
            {
                results[i] = select(inputs[i]);
                done();
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
        return results;
    }
}
